import { type Context, type Conversation, fail, limits, type Member, type Message, type SharedConversation } from "@parley/protocol";
import { type MessageRow, messageColumns, toMessage } from "../../db/messageRow.ts";
import type { Query } from "../../db/query.ts";
import { type MemberRow, type MembershipRow, toMember, toMembership } from "./membership.ts";
import { findNamed } from "./named.sql.ts";

type SharedRow = {
  id: string;
  type: "direct" | "group";
  title: string | null;
  image_url: string | null;
  context: Context | null;
  history: "all" | "since_join";
  created_by: string;
  created_at: string;
  activity_at: string;
  last_seq: number;
  last_rev: number;
  member_count: number;
};

const sharedColumns =
  "c.id, c.type, c.title, c.image_url, c.context, c.history, c.created_by, c.created_at, c.activity_at, c.last_seq, c.last_rev, c.member_count";

/**
 * One page of the actor's conversations. The inner query orders all of them by
 * activity and cuts the page: 200 conversations cost 200 reads by primary key,
 * under a millisecond. Keeping the order in an index instead would cost a write
 * per member with every message. Members and last messages are read for the page.
 */
const page = (where: string, limit: string): string => `
  select ${sharedColumns}, m.role, m.joined_at, m.left_at, m.read_seq, m.delivered_seq, m.version, m.archived, m.pinned, m.muted_until, m.first_seq
  from members m join conversations c on c.id = m.conversation_id
  where m.user_id = $1 and m.left_at is null and ${where}
  order by m.pinned desc, c.activity_at desc, c.id desc ${limit}`;

/** $9 and $10: what it is about; an empty type is nothing. */
const about = "($9::text is null or coalesce(c.context->>'type', '') = $9) and ($10::text is null or c.context->>'id' = $10)";

const LIST = {
  name: "conversation_list",
  text: page(
    `($2::boolean is null or m.archived = $2) and ($3::boolean is null or (m.pinned, c.activity_at, c.id) < ($3, $4::timestamptz, $5::uuid)) and ($6::text is null or c.type = $6) and ${about}`,
    "limit $7 offset $8",
  ),
};

/** Case-insensitive "contains", over the titles and the other members' names; `position` has no wildcards to escape. And what named.sql.ts found. */
const SEARCH = {
  name: "conversation_search",
  text: page(
    `($2::boolean is null or m.archived = $2) and ($3::boolean is null or (m.pinned, c.activity_at, c.id) < ($3, $4::timestamptz, $5::uuid)) and ($6::text is null or c.type = $6) and ${about}
    and (position(lower($11) in lower(coalesce(c.title, ''))) > 0 or position(lower($11) in lower(coalesce(c.context->>'title', ''))) > 0
      or exists (select 1 from members o join users u on u.id = o.user_id
        where o.conversation_id = c.id and o.user_id <> $1 and o.left_at is null and position(lower($11) in lower(u.name)) > 0)
      or c.id = any($12::uuid[]))`,
    "limit $7 offset $8",
  ),
};

const BY_ID = { name: "conversations_by_id", text: page("m.conversation_id = any($2::uuid[])", "") };

const SUMMARY_MEMBERS = {
  name: "conversation_members",
  text: `select k.id as conversation_id, m.user_id, m.role, m.joined_at, m.left_at, m.read_seq, m.delivered_seq, u.name, u.image_url
    from unnest($1::uuid[]) as k (id)
    cross join lateral (select * from members where conversation_id = k.id and left_at is null order by joined_at, user_id limit ${limits.membersInSummary}) m
    join users u on u.id = m.user_id order by m.joined_at, m.user_id`,
};

const LAST_MESSAGES = {
  name: "conversation_last_messages",
  text: `select ${messageColumns} from unnest($1::uuid[], $2::bigint[]) as k (id, seq)
    join messages x on x.conversation_id = k.id and x.seq = k.seq left join users u on u.id = x.sender_id`,
};

type ConversationRow = SharedRow & MembershipRow & { first_seq: number };

export type ListFilter = {
  /** null: archived or not. */
  archived: boolean | null;
  type: string | null;
  contextType: string | null;
  contextId: string | null;
  after: { pinned: boolean; activityAt: string; id: string } | null;
  search: string | null;
  limit: number;
  offset: number;
};

export async function listConversations(query: Query, userId: string, filter: ListFilter): Promise<Conversation[]> {
  const { after, search, contextType, contextId } = filter;
  const bounds = [after?.pinned ?? null, after?.activityAt ?? null, after?.id ?? null];
  const values = [userId, filter.archived, ...bounds, filter.type, filter.limit, filter.offset, contextType, contextId];
  const rows =
    search === null
      ? await query<ConversationRow>(LIST, values)
      : await query<ConversationRow>(SEARCH, [...values, search, await findNamed(query, userId, search)]);
  return toConversations(query, rows);
}

/** How many there are on all pages. */
export async function countConversations(query: Query, userId: string, filter: ListFilter): Promise<number> {
  const values = [userId, filter.archived, null, null, null, filter.type, null, 0, filter.contextType, filter.contextId];
  const [list, more] = filter.search === null ? [LIST, []] : [SEARCH, [filter.search, await findNamed(query, userId, filter.search)]];
  const [row] = await query<{ count: number }>({ name: `${list.name}_count`, text: `select count(*)::int as count from (${list.text}) all_of_them` }, [
    ...values,
    ...more,
  ]);
  return row?.count ?? 0;
}

/** Those of the given conversations in which the user is a member now. */
export async function findConversations(query: Query, userId: string, ids: string[]): Promise<Conversation[]> {
  return toConversations(query, await query<ConversationRow>(BY_ID, [userId, ids]));
}

export async function getConversation(query: Query, userId: string, id: string): Promise<Conversation> {
  const [found] = await findConversations(query, userId, [id]);
  if (found === undefined) throw fail("not_found");
  return found;
}

/** What all members see alike, for events. */
export async function listSharedConversations(query: Query, ids: string[]): Promise<SharedConversation[]> {
  const rows = await query<SharedRow>({ name: "shared_conversations", text: `select ${sharedColumns} from conversations c where c.id = any($1::uuid[])` }, [
    ids,
  ]);
  const members = await listSummaryMembers(query, ids);
  return rows.map((row) => toShared(row, members.get(row.id) ?? []));
}

async function toConversations(query: Query, rows: ConversationRow[]): Promise<Conversation[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const [members, lastMessages] = await Promise.all([listSummaryMembers(query, ids), listLastMessages(query, rows)]);
  return rows.map((row) => ({
    ...toShared(row, members.get(row.id) ?? []),
    lastMessage: lastMessages.get(row.id) ?? null,
    me: toMembership(row, row.last_seq),
  }));
}

/** Of each conversation, unless it lies before what the member may read. */
async function listLastMessages(query: Query, rows: ConversationRow[]): Promise<Map<string, Message>> {
  const readable = rows.filter((row) => row.last_seq >= row.first_seq);
  const found = await query<MessageRow>(LAST_MESSAGES, [readable.map((row) => row.id), readable.map((row) => row.last_seq)]);
  return new Map(found.map((row) => [row.conversation_id, toMessage(row)]));
}

async function listSummaryMembers(query: Query, ids: string[]): Promise<Map<string, Member[]>> {
  const rows = await query<MemberRow & { conversation_id: string }>(SUMMARY_MEMBERS, [ids]);
  const members = new Map<string, Member[]>();
  for (const row of rows) {
    const list = members.get(row.conversation_id);
    if (list === undefined) members.set(row.conversation_id, [toMember(row)]);
    else list.push(toMember(row));
  }
  return members;
}

function toShared(row: SharedRow, members: Member[]): SharedConversation {
  return {
    id: row.id,
    type: row.type,
    title: row.title,
    imageUrl: row.image_url,
    context: row.context,
    history: row.history,
    createdBy: row.created_by,
    createdAt: row.created_at,
    activityAt: row.activity_at,
    lastSeq: row.last_seq,
    rev: row.last_rev,
    memberCount: row.member_count,
    members,
  };
}
