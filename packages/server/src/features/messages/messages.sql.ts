import { fail, type Message } from "@parley/protocol";
import type pg from "pg";
import { type MessageRow, messageColumns, toMessage } from "../../db/messageRow.ts";
import type { Query } from "../../db/query.ts";
import type { ConversationChange } from "../conversations/index.ts";

/**
 * A page of history as seen by one member. seq has no gaps, so a page is a
 * range of seq and `limit` only bounds the planner's estimate (without it the
 * plan reads all users into a hash table). Someone who is not a member gets no
 * row at all, a member of an empty range one row without a message.
 */
const HISTORY = {
  name: "history",
  text: `select m.first_seq, c.last_seq, c.last_rev, x.*
    from members m join conversations c on c.id = m.conversation_id
    left join lateral (
      select ${messageColumns} from (
        select * from messages where conversation_id = $1
          and seq >= greatest(m.first_seq, coalesce($3::bigint, least(c.last_seq, $4::bigint) - $5::bigint + 1))
          and seq <= least(c.last_seq, case when $3::bigint is null then $4::bigint else greatest($4::bigint, m.first_seq + $5::bigint - 1) end)
        order by seq limit 100) x
      left join users u on u.id = x.sender_id) x on true
    where m.conversation_id = $1 and m.user_id = $2 and m.left_at is null`,
};

const BY_SEQ = {
  name: "messages_by_seq",
  text: `select ${messageColumns} from members m
    join messages x on x.conversation_id = m.conversation_id and x.seq = any($3::bigint[]) and x.seq >= m.first_seq
    left join users u on u.id = x.sender_id
    where m.conversation_id = $1 and m.user_id = $2 and m.left_at is null order by x.seq`,
};

/** `low` null: the `limit` messages that end at `high`. A range that begins before what the member may read gives the first page of it. */
export type Range = { low: number | null; high: number; limit: number };
export type HistoryPage = { messages: Message[]; firstSeq: number; lastSeq: number; rev: number };

export async function listHistory(pool: pg.Pool, conversationId: string, userId: string, range: Range): Promise<HistoryPage> {
  const { rows } = await pool.query<MessageRow & { first_seq: number; last_seq: number; last_rev: number }>({
    ...HISTORY,
    values: [conversationId, userId, range.low, range.high, range.limit],
  });
  const [first] = rows;
  if (first === undefined) throw fail("not_found");
  // Sorted here: the plan hashes users, and sorting 50 rows there costs more.
  const messages = first.seq === null ? [] : rows.sort((one, other) => one.seq - other.seq).map(toMessage);
  return { messages, firstSeq: first.first_seq, lastSeq: first.last_seq, rev: first.last_rev };
}

/** Messages of one conversation that this member may read; others are left out. */
export async function listBySeq(pool: pg.Pool, conversationId: string, userId: string, seqs: number[]): Promise<Message[]> {
  if (seqs.length === 0) return [];
  const { rows } = await pool.query<MessageRow>({ ...BY_SEQ, values: [conversationId, userId, seqs] });
  return rows.map(toMessage);
}

export async function getMessage(pool: pg.Pool, { conversationId, seq, userId }: { conversationId: string; seq: number; userId: string }): Promise<Message> {
  const [message] = await listBySeq(pool, conversationId, userId, [seq]);
  if (message === undefined) throw fail("not_found");
  return message;
}

const READABLE = {
  name: "readable_messages",
  text: `select ${messageColumns} from unnest($2::uuid[], $3::bigint[]) as k (id, at)
    join members m on m.conversation_id = k.id and m.user_id = $1 and m.left_at is null
    join messages x on x.conversation_id = k.id and x.seq = k.at and x.seq >= m.first_seq and x.deleted_at is null
    left join users u on u.id = x.sender_id`,
};

/** Those of the given messages that this user may read now, of any conversations; deleted ones are left out. */
export async function listReadable(query: Query, userId: string, places: { conversationId: string; seq: number }[]): Promise<Message[]> {
  const values = [userId, places.map(({ conversationId }) => conversationId), places.map(({ seq }) => seq)];
  return (await query<MessageRow>(READABLE, values)).map(toMessage);
}

/** seq is dense and times hardly ever go back along it, so the place is found by halving: 20 rows read among a million. */
const LAST_BEFORE = {
  name: "last_before",
  text: `with recursive halves (low, high) as (
      select 0::bigint, $2::bigint
      union all
      select case when earlier then middle else low end, case when earlier then high else middle - 1 end
      from halves cross join lateral (select (low + high + 1) / 2 as middle) m
      cross join lateral (select created_at < $3::timestamptz as earlier from messages where conversation_id = $1 and seq = middle) x
      where low < high)
    select low::int as seq from halves order by high - low, low desc limit 1`,
};

/** The seq of the newest message from before that moment; 0 when there is none. */
export async function findLastBefore(
  pool: pg.Pool,
  { conversationId, lastSeq, time }: { conversationId: string; lastSeq: number; time: string },
): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>({ ...LAST_BEFORE, values: [conversationId, lastSeq, time] });
  return rows[0]?.seq ?? 0;
}

/** For reactors and replay: the message as it is now, whoever may read it. */
export async function findMessage(pool: pg.Pool, conversationId: string, seq: number): Promise<Message | undefined> {
  const { rows } = await pool.query<MessageRow>(
    `select ${messageColumns} from messages x left join users u on u.id = x.sender_id where x.conversation_id = $1 and x.seq = $2`,
    [conversationId, seq],
  );
  return rows[0] === undefined ? undefined : toMessage(rows[0]);
}

/** With what the view does not show. */
export type LockedRow = MessageRow & { previews_off: boolean | null };

/** A message of a conversation that is locked. */
export async function findInConversation({ tx, conversation }: ConversationChange, seq: number): Promise<LockedRow | undefined> {
  return tx
    .selectFrom("messages")
    .leftJoin("users", "users.id", "messages.sender_id")
    .selectAll("messages")
    .select(["users.name as sender_name", "users.image_url as sender_image_url"])
    .where("conversation_id", "=", conversation.id)
    .where("seq", "=", seq)
    .executeTakeFirst();
}
