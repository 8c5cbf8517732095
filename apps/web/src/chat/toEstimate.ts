import type { Attachment } from "@parley/protocol";
import { isVisual } from "../files/isVisual.ts";
import { toBox } from "../files/toBox.ts";
import type { Row } from "./toRows.ts";

const linePx = 22;
const lettersPerLine = 52;

/** Height of a row before it is measured: near enough that the scroll bar does not jump. */
export function toEstimate(row: Row | undefined): number {
  if (!row) return 40;
  const text = row.item.kind === "message" ? row.item.message.text : row.item.entry.text;
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lettersPerLine)), 0);
  const files = row.item.kind === "message" && row.item.message.deletedAt === null ? row.item.message.attachments : [];
  return filesPx(files) + 16 + lines * linePx + (row.opensGroup ? 10 : 2) + (row.opensDay ? 50 : 0) + (row.opensUnread ? 42 : 0);
}

const gridPx = 320;
const cardPx = 52;

function filesPx(files: readonly Attachment[]): number {
  const visuals = files.filter(isVisual);
  const [only] = visuals;
  const pictures = only === undefined ? 0 : visuals.length > 1 ? gridPx : toBox(only.width, only.height).height;
  return pictures + cardPx * (files.length - visuals.length);
}
