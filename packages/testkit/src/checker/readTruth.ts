import pg from "pg";
import type { StoredConversation, StoredMember, StoredMessage } from "./evidence.ts";

/** What is stored, over a connection of its own. */
export async function readTruth(databaseUrl: string): Promise<StoredConversation[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<StoredConversation>(
      `select id, type, history, last_seq::int as "lastSeq", last_rev::int as rev from conversations order by id`,
    );
    const members = await client.query<StoredMember & { conversationId: string }>(`select conversation_id as "conversationId", user_id as "userId",
      left_at is null as present, first_seq::int as "firstSeq", read_seq::int as "readSeq", delivered_seq::int as "deliveredSeq" from members order by user_id`);
    const messages = await client.query<StoredMessage & { conversationId: string }>(`select conversation_id as "conversationId", seq::int, rev::int,
      sender_id as "senderId", client_id as "clientId", type, text, version, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
      deleted_at is not null as deleted, changed, notice from messages order by conversation_id, seq`);
    const membersOf = Map.groupBy(members.rows, ({ conversationId }) => conversationId);
    const messagesOf = Map.groupBy(messages.rows, ({ conversationId }) => conversationId);
    return rows.map((row) => ({ ...row, members: membersOf.get(row.id) ?? [], messages: messagesOf.get(row.id) ?? [] }));
  } finally {
    await client.end();
  }
}
