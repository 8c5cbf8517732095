import type { Message, MessageType } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { toNotice } from "./toNotice.ts";

const kinds: Partial<Record<MessageType, "message.photo" | "message.video" | "message.audio" | "message.file">> = {
  image: "message.photo",
  video: "message.video",
  audio: "message.audio",
  file: "message.file",
};

/** A message in one line: for the list, for quotes, for announcements. */
export function toExcerpt(message: Message): string {
  if (message.deletedAt !== null) return t("message.deleted");
  if (message.type === "system") return toNotice(message);
  const kind = kinds[message.type];
  return message.text || (kind ? t(kind) : "");
}
