import type { Attachment } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toDuration } from "../i18n/toDuration.ts";

type Described = Pick<Attachment, "kind" | "name" | "durationMs" | "waveform">;

/** What a message carries, in a few words: "Photo", "3 videos", "Voice message (0:07)", "offer.pdf". */
export function toFilesText(files: readonly Described[]): string {
  const [first] = files;
  if (!first) return "";
  const count = files.length;
  const isOneKind = files.every(({ kind }) => kind === first.kind);
  if (count > 1) return !isOneKind || first.kind === "file" || first.kind === "audio" ? t("message.files", { count }) : t(`message.${first.kind}s`, { count });
  if (first.kind === "image") return t("message.photo");
  if (first.kind === "video") return t("message.video");
  if (first.kind === "file" || first.waveform === null) return first.name;
  return first.durationMs === null ? t("message.audio") : t("message.voice", { duration: toDuration(first.durationMs) });
}
