import { cleanMessageText } from "../clean.ts";
import { type Fields, pick, toFlag, toId, toSentTime, toTime, toUserId } from "../fields.ts";
import { toFiles, withFiles } from "../files.ts";
import type { MessageRecord, Staged } from "../records.ts";
import type { Reading } from "../source.ts";
import { toReactions } from "./reactions.ts";

const plain = new Set(["text", "image", "file", "video", "audio"]);
const cards = new Set("payment_request env_request task poll rsvp dao_jar share_card game_request cart_summary product_card".split(" "));

/** Stands for whoever sent what nobody sent: the account is gone, most likely. */
export const nobody = (source: string): string => `${source}:nobody`;

/** What the systems do not write alike. */
type Told = {
  key?: string;
  conversation: string | null;
  sender: unknown;
  peer?: string | null;
  editedAt: unknown;
  readBy?: string[];
  readByAll?: boolean;
  delivered?: boolean;
};

export function toMessage(fields: Fields, told: Told, reading: Reading): Staged[] {
  const { note, source } = reading;
  const id = toId(pick(fields, "id", "_id") ?? told.key);
  if (id === null || told.conversation === null) {
    note(id === null ? "id_missing" : "message_orphan", `message ${id ?? JSON.stringify(fields).slice(0, 80)}`);
    return [];
  }
  const about = `message ${id}`;
  if (told.sender === undefined || told.sender === null) note("sender_missing", about);
  const sender = toUserId(told.sender, reading) ?? nobody(source);
  const created_at = toSentTime(pick(fields, "createdAt", "created_at", "timestamp", "sentAt"), about, reading);
  const deleted_at = deletionOf(fields, created_at, reading);
  const senderName = pick(fields, "senderName", "sender_name");
  const reply = pick(fields, "replyTo", "reply_to", "reply_to_id", "replyToId");
  const row: MessageRecord = {
    old_id: id,
    conversation: told.conversation,
    sender_id: sender,
    sender_name: typeof senderName === "string" ? senderName.replaceAll("\0", "").toWellFormed() : null,
    peer_id: told.peer ?? null,
    // What was deleted is not taken over, whether or not the source still has it.
    text: deleted_at === null ? textOf(fields, about, reading) : "",
    created_at,
    edited_at: deleted_at === null ? toTime(told.editedAt, about, reading) : null,
    deleted_at,
    reply_to: deleted_at === null ? toId(typeof reply === "object" && reply !== null ? pick(reply as Fields, "id", "_id", "messageId") : reply) : null,
    reactions: deleted_at === null ? toReactions(pick(fields, "reactions"), { about, createdAt: created_at }, reading) : null,
    read_by: told.readBy === undefined || told.readBy.length === 0 ? null : told.readBy,
    read_by_all: told.readByAll ?? false,
    delivered: told.delivered ?? false,
  };
  return [{ table: "staged_messages", row }];
}

function deletionOf(fields: Fields, createdAt: string | null, reading: Reading): string | null {
  const at = pick(fields, "deletedAt", "deleted_at");
  if (at === undefined && !toFlag(pick(fields, "isDeleted", "is_deleted", "deleted"))) return null;
  return toTime(at ?? pick(fields, "updatedAt", "updated_at"), "deletion", reading) ?? createdAt ?? new Date(reading.nowMs).toISOString();
}

function textOf(fields: Fields, about: string, reading: Reading): string {
  const { note } = reading;
  const type = String(pick(fields, "type", "messageType", "message_type") ?? "text").toLowerCase();
  if (type === "system") note("system_as_text", about);
  else if (cards.has(type)) note("card_as_text", `${about}: ${type}`);
  else if (!plain.has(type)) note("message_type_unknown", `${about}: ${type.slice(0, 40)}`);
  const content = pick(fields, "content", "text", "message", "body");
  const files = toFiles(pick(fields, "attachments", "attachmentUrl", "attachment_url", "fileUrl", "file_url"));
  const text = withFiles(typeof content === "string" ? content : typeof content === "number" ? String(content) : "", files, about, reading);
  if (text.trim() !== "") return cleanMessageText(text, about, note);
  if (cards.has(type)) return `[${type}]`;
  note("text_empty", about);
  return "";
}
