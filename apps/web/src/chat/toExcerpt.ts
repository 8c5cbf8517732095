import type { Message } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toFilesText } from "./toFilesText.ts";
import { toNotice } from "./toNotice.ts";

/** A message in one line: for the list, for quotes, for announcements. */
export function toExcerpt(message: Message): string {
  if (message.deletedAt !== null) return t("message.deleted");
  if (message.type === "system") return toNotice(message);
  return message.text || toFilesText(message.attachments);
}
