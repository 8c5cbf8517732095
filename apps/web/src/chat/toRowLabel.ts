import type { TimelineItem } from "@parley/client";
import { toClock } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { toExcerpt } from "./toExcerpt.ts";
import { toFilesText } from "./toFilesText.ts";
import { toNotice } from "./toNotice.ts";

const longest = 300;

/** The accessible name of a message: who, when, what, and how far it has come. */
export function toRowLabel(item: TimelineItem, meId: string): string {
  if (item.kind === "pending")
    return [
      t("message.you"),
      [item.entry.text.slice(0, longest), ...item.entry.uploads.map(({ name }) => name)].filter(Boolean).join(", "),
      t(`tick.${item.status}`),
    ].join(", ");
  const { message, status } = item;
  if (message.type === "system") return toNotice(message);
  const name = message.sender.id === meId ? t("message.you") : message.sender.name;
  const parts = [t("message.label", { name, time: toClock(message.createdAt) }), toExcerpt(message).slice(0, longest)];
  if (message.text && message.deletedAt === null && message.attachments.length > 0) parts.push(toFilesText(message.attachments));
  if (message.editedAt !== null && message.deletedAt === null) parts.push(t("message.edited"));
  if (status) parts.push(t(`tick.${status}`));
  return parts.join(", ");
}
