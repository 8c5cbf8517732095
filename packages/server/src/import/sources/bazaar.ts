import { type Fields, pick, toFlag, toId, toUserId } from "../fields.ts";
import type { Staged } from "../records.ts";
import type { Reading, Source } from "../source.ts";
import { toContext } from "./context.ts";
import { toConversation } from "./conversation.ts";
import { toMemberOf } from "./member.ts";
import { toMessage } from "./message.ts";
import { toPerson } from "./person.ts";
import { SourceDatabase, type Table } from "./postgres.ts";

/** Columns that are taken over, or say what is known already. */
const person = "id full_name name username email avatar role is_active status password_hash password last_seen last_seen_at created_at updated_at";
const conversation = "id type title ad_id created_by created_at updated_at last_message_at";
const member = "id conversation_id user_id role joined_at left_at last_read_at is_muted is_archived is_active created_at updated_at unread_count";
const message = "id conversation_id sender_id content type attachment_url is_edited edited_at is_deleted deleted_at reply_to_id created_at updated_at";
const read = "id message_id user_id read_at created_at";

/** Four of its five tables, for who was typing is over by now; its people, and the advertisements that conversations are about. */
export async function openBazaar(reading: Reading): Promise<Source> {
  const database = await SourceDatabase.open(reading);
  const ad =
    (await database.has("ads", "id")) && (await database.has("conversations", "ad_id"))
      ? "(select to_jsonb(a) from ads a where a.id = t.ad_id) as ad"
      : undefined;
  const tables: Table[] = [
    { name: "users", key: ["id"], columns: person, toRecords: (row) => toPerson(row, reading) },
    { name: "conversations", key: ["id"], columns: conversation, extra: ad, toRecords: (row) => ofConversation(row, reading) },
    {
      name: "conversation_participants",
      key: ["conversation_id", "user_id"],
      columns: member,
      toRecords: (row) => toMemberOf({ conversation: row.conversation_id, user: row.user_id }, row, reading),
    },
    { name: "messages", key: ["id"], columns: message, toRecords: (row) => ofMessage(row, reading) },
    { name: "message_read_receipts", key: ["message_id", "user_id"], columns: read, optional: true, toRecords: (row) => ofRead(row, reading) },
  ];
  return database.source(tables);
}

function ofConversation(row: Fields, reading: Reading): Staged[] {
  const { title, slug, name } = (row.ad ?? {}) as Fields;
  const url = typeof slug === "string" ? `/ads/${encodeURIComponent(slug)}` : undefined;
  return toConversation(row, { context: toContext("ad", row.ad_id, { title: title ?? name, url }, reading) }, reading);
}

function ofMessage(row: Fields, reading: Reading): Staged[] {
  const editedAt = toFlag(row.is_edited) ? pick(row, "edited_at", "updated_at", "created_at") : row.edited_at;
  return toMessage(row, { conversation: toId(row.conversation_id), sender: row.sender_id, editedAt }, reading);
}

function ofRead(row: Fields, reading: Reading): Staged[] {
  const [id, userId] = [toId(row.message_id), toUserId(row.user_id, reading)];
  return id === null || userId === null ? [] : [{ table: "staged_reads", row: { message: id, user_id: userId } }];
}
