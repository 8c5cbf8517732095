import { type Fields, pick, toId, toUserId, toUserIds } from "../fields.ts";
import type { Staged } from "../records.ts";
import type { Reading, Source } from "../source.ts";
import { toConversation } from "./conversation.ts";
import { toMemberOf } from "./member.ts";
import { toMessage } from "./message.ts";
import { toPerson } from "./person.ts";
import { SourceDatabase, type Table } from "./postgres.ts";

const person =
  "id fullName name firstName username email profilePhoto avatar role isActive status passwordHash password isOnline lastSeen lastSeenAt createdAt updatedAt deletedAt";
const conversation = "id type name createdAt updatedAt";
const member = "id conversationId userId unreadCount lastReadAt joinedAt leftAt";
const message = "id conversationId senderId content type attachments readBy createdAt updatedAt deletedAt";

/** The Prisma models: tables are called as the models, unless the schema maps them. */
export async function openNest(reading: Reading): Promise<Source> {
  const database = await SourceDatabase.open(reading);
  const tables: Table[] = [
    { name: "User", aliases: ["users"], key: ["id"], columns: person, toRecords: (row) => toPerson(row, reading) },
    {
      name: "Conversation",
      aliases: ["conversations"],
      key: ["id"],
      columns: conversation,
      toRecords: (row) => toConversation(row, { context: null }, reading),
    },
    {
      name: "ConversationParticipant",
      aliases: ["conversation_participants"],
      key: ["conversationId", "userId"],
      columns: member,
      toRecords: (row) => toMemberOf({ conversation: row.conversationId, user: row.userId }, row, reading),
    },
    { name: "Message", aliases: ["messages"], key: ["id"], columns: message, toRecords: (row) => ofMessage(row, reading) },
  ];
  return database.source(tables);
}

function ofMessage(row: Fields, reading: Reading): Staged[] {
  const readBy = toUserIds(row.readBy, reading);
  const sender = toUserId(row.senderId, reading);
  return toMessage(row, { conversation: toId(row.conversationId), sender: row.senderId, editedAt: editOf(row, readBy, sender), readBy }, reading);
}

/**
 * The models have no time of an edit; `updatedAt` moves with every write, also
 * when somebody has read the message. Where nobody else has, it was an edit.
 */
function editOf(row: Fields, readBy: string[], sender: string | null): unknown {
  const [created, updated] = [Date.parse(`${pick(row, "createdAt")}Z`), Date.parse(`${pick(row, "updatedAt")}Z`)];
  return readBy.every((id) => id === sender) && updated - created > 1000 ? row.updatedAt : undefined;
}
