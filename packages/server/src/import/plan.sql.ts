import type { FindingCode } from "./findings.ts";

/*
 * How a source that is laid out becomes ours. Each statement does one thing; `finds` says what stands in its way, as rows (example, weight):
 * one row per example, their weights make the count.
 */
export type Step = { sql: string } | { finds: FindingCode; rows: string };

/** Messages between two people make conversations. */
const pairs: Step[] = [
  {
    sql: `insert into staged_conversations (old_id, type, created_at)
      select conversation, 'direct', min(created_at) from staged_messages where peer_id is not null group by 1 order by 1`,
  },
  {
    sql: `insert into staged_members (conversation, user_id, role, archived, muted)
      select distinct conversation, unnest(array[sender_id, peer_id]), 'member', false, false from staged_messages where peer_id is not null`,
  },
];

const twice = (table: string, key: string): string => `select ${key} as example, count(*) - 1 as weight from ${table} group by ${key} having count(*) > 1`;

const duplicates: Step[] = [
  { sql: "create index on staged_messages (old_id)" },
  { sql: "create index on staged_messages (conversation)" },
  { sql: "create index on staged_members (conversation)" },
  { sql: "create index on staged_conversations (old_id)" },
  { finds: "user_twice", rows: twice("staged_users", "id") },
  { finds: "conversation_twice", rows: twice("staged_conversations", "old_id") },
  { finds: "message_twice", rows: twice("staged_messages", "old_id") },
  { finds: "member_twice", rows: twice("staged_members", "user_id || ' of ' || conversation") },
  { sql: "delete from staged_users a using staged_users b where a.id = b.id and a.place > b.place" },
  { sql: "delete from staged_conversations a using staged_conversations b where a.old_id = b.old_id and a.place > b.place" },
  { sql: "delete from staged_messages a using staged_messages b where a.old_id = b.old_id and a.place > b.place" },
  { sql: "create index on staged_reads (message, user_id)" },
  { sql: "analyze staged_users" },
  { sql: "analyze staged_conversations" },
  { sql: "analyze staged_members" },
  { sql: "analyze staged_messages" },
  { sql: "analyze staged_reads" },
];

const withoutConversation = (table: string): string => `not exists (select 1 from staged_conversations c where c.old_id = ${table}.conversation)`;

const orphans: Step[] = [
  {
    finds: "message_orphan",
    rows: `select 'message ' || old_id || ' in ' || conversation as example, 1 as weight from staged_messages where ${withoutConversation("staged_messages")}`,
  },
  {
    finds: "member_orphan",
    rows: `select user_id || ' of ' || conversation as example, 1 as weight from staged_members where ${withoutConversation("staged_members")}`,
  },
  { sql: `delete from staged_messages where ${withoutConversation("staged_messages")}` },
  { sql: `delete from staged_members where ${withoutConversation("staged_members")}` },
];

const people: Step[] = [
  {
    sql: `insert into planned_users
      select id, old_id, name, image_url, active, last_seen_at, created_at, email, password_hash from staged_users
      union all
      select id, substr(id, length(current_setting('parley.prefix')) + 1),
        case when id = current_setting('parley.nobody') then 'Deleted user' else left(coalesce(nullif(trim(max(name)), ''), id), 80) end,
        null, id <> current_setting('parley.nobody'), null, null, null, null
      from (select user_id as id, user_name as name from staged_members union all select sender_id, sender_name from staged_messages) named
      where not exists (select 1 from staged_users u where u.id = named.id) group by id`,
  },
  {
    finds: "user_missing",
    rows: `select p.id as example, 1 as weight from planned_users p
      where not exists (select 1 from staged_users u where u.id = p.id) and p.id <> current_setting('parley.nobody')`,
  },
  {
    finds: "user_of_other_source",
    rows: `select p.id || ' of ' || a.source as example, 1 as weight from planned_users p
      join aliases a on a.kind = 'user' and a.user_id = p.id and a.source <> current_setting('parley.source')`,
  },
  {
    finds: "user_exists",
    rows: `select p.id as example, 1 as weight from planned_users p join users u on u.id = p.id
      where not exists (select 1 from aliases a where a.source = current_setting('parley.source') and a.kind = 'user' and a.old_id = p.old_id)`,
  },
  {
    finds: "email_taken",
    rows: `select p.id as example, 1 as weight from planned_users p where p.password_hash is not null and (
      exists (select 1 from accounts a where lower(a.email) = lower(p.email) and a.user_id <> p.id)
      or exists (select 1 from planned_users o where lower(o.email) = lower(p.email) and o.id < p.id))`,
  },
  // Who wrote where, whether a member or not.
  {
    sql: `create unlogged table senders as select conversation, sender_id as user_id, min(created_at) as first_at, max(created_at) as last_at
      from staged_messages group by 1, 2`,
  },
  { sql: "create index on senders (conversation)" },
  { sql: "analyze senders" },
  { sql: "analyze planned_users" },
];

/** Before decide.ts looks at each conversation. */
export const beforeDecisions: Step[] = [...pairs, ...duplicates, ...orphans, ...people];

/** What decide.ts looks at: a conversation, three of its people, and how many they are. */
export const CONVERSATIONS = `select c.place, c.old_id, c.type, c.title, c.context, c.created_by, p.people, p.count, o.user_id as owner,
    coalesce(c.created_at, (select min(first_at) from senders s where s.conversation = c.old_id), current_setting('parley.now')::timestamptz) as created_at
  from staged_conversations c
  cross join lateral (select count(*)::int as count, (array_agg(user_id order by user_id))[1:3] as people from (
    select user_id from staged_members m where m.conversation = c.old_id union select user_id from senders s where s.conversation = c.old_id) x) p
  left join lateral (select user_id from staged_members m where m.conversation = c.old_id and m.left_at is null
    order by m.role = 'owner' desc, m.role = 'admin' desc, m.user_id = c.created_by desc, m.joined_at nulls last, m.user_id limit 1) o on true
  where c.place > $1 order by c.place limit $2`;

const targets: Step[] = [
  {
    finds: "pair_twice",
    rows: "select direct_key as example, count(*) - 1 as weight from planned_conversations where direct_key is not null group by direct_key having count(*) > 1",
  },
  {
    sql: `update planned_conversations p set target = t.target from (
      select old_id, first_value(id) over (partition by coalesce(direct_key, id::text) order by created_at, place) as target from planned_conversations) t
      where t.old_id = p.old_id`,
  },
  {
    finds: "pair_exists",
    rows: `select p.old_id as example, 1 as weight from planned_conversations p join conversations c on c.direct_key = p.direct_key
      where not exists (select 1 from aliases a where a.source = current_setting('parley.source') and a.conversation_id = c.id and a.seq is null)`,
  },
  { sql: "update planned_conversations p set target = c.id from conversations c where c.direct_key = p.direct_key and c.id <> p.target" },
  {
    sql: `insert into targets (id, direct, base_seq, base_rev, exists_here, last_seq)
      select p.target, bool_or(p.direct_key is not null), coalesce(max(c.last_seq), 0), coalesce(max(c.last_rev), 0) + 1, max(c.last_seq) is not null, 0
      from planned_conversations p left join conversations c on c.id = p.target group by 1`,
  },
  { sql: "create index on planned_conversations (target)" },
  { sql: "analyze planned_conversations" },
  { sql: "analyze targets" },
];

const members: Step[] = [
  {
    finds: "direct_left",
    rows: `select m.user_id || ' of ' || m.conversation as example, 1 as weight from staged_members m
      join planned_conversations p on p.old_id = m.conversation where m.left_at is not null and p.direct_key is not null`,
  },
  {
    finds: "sender_not_a_member",
    rows: `select s.user_id || ' in ' || s.conversation as example, 1 as weight from senders s
      where not exists (select 1 from staged_members m where m.conversation = s.conversation and m.user_id = s.user_id)`,
  },
  // Who wrote without being a member has left, unless nobody is told to be one.
  {
    sql: `insert into staged_members (conversation, user_id, role, joined_at, left_at, archived, muted)
      select s.conversation, s.user_id, 'member', s.first_at,
        case when exists (select 1 from staged_members m where m.conversation = s.conversation)
          then coalesce(s.last_at, current_setting('parley.now')::timestamptz) end, false, false
      from senders s where not exists (select 1 from staged_members m where m.conversation = s.conversation and m.user_id = s.user_id)`,
  },
  {
    sql: `insert into planned_members (conversation_id, user_id, role, joined_at, left_at, last_read_at, archived, muted, unread, read_seq, delivered_seq)
      select t.id, m.user_id,
        case when t.direct then 'member' when bool_or(p.owner = m.user_id) then 'owner'
          when bool_or(m.role = 'owner') then 'owner' when bool_or(m.role = 'admin') then 'admin' else 'member' end,
        least(min(coalesce(m.joined_at, p.created_at)), current_setting('parley.now')::timestamptz),
        case when not t.direct and bool_and(m.left_at is not null) then max(m.left_at) end,
        max(m.last_read_at), bool_and(m.archived or (t.direct and m.left_at is not null)), bool_or(m.muted), sum(m.unread), 0, 0
      from staged_members m join planned_conversations p on p.old_id = m.conversation join targets t on t.id = p.target
      group by t.id, t.direct, m.user_id`,
  },
  {
    finds: "group_too_large",
    rows: "select conversation_id::text as example, 1 as weight from planned_members where left_at is null group by 1 having count(*) > 10000",
  },
  { sql: "analyze planned_members" },
];

/** By the time it was sent, then by the source's own ids: numbers as numbers, everything else as text. */
const order = `at, case when old_id ~ '^[0-9]{1,20}$' then lpad(old_id, 20, '0') else old_id end collate "C"`;

const messages: Step[] = [
  {
    sql: `insert into planned_messages (conversation_id, seq, fresh, at, old_id, sender_id, text, edited_at, deleted_at, reply_to, reactions, read_by, read_by_all, delivered)
      select coalesce(old_conversation, target), coalesce(old_seq, base_seq + row_number() over (partition by target, old_seq is null order by ${order})),
        old_seq is null, at, old_id, sender_id, text, edited_at, deleted_at, reply_to, reactions, read_by, read_by_all, delivered
      from (
        select m.*, p.target, t.base_seq, a.conversation_id as old_conversation, a.seq as old_seq, coalesce(m.created_at, p.created_at) as at
        from staged_messages m join planned_conversations p on p.old_id = m.conversation join targets t on t.id = p.target
        left join aliases a on a.source = current_setting('parley.source') and a.kind = 'message' and a.old_id = m.old_id) x`,
  },
  { sql: "create unique index on planned_messages (conversation_id, seq)" },
  { sql: "create index on planned_messages (conversation_id, at desc, seq desc)" },
  { sql: "create index on planned_messages (conversation_id, seq) where delivered" },
  { sql: "create index on planned_messages (old_id)" },
  { sql: "analyze planned_messages" },
  {
    sql: "update targets t set last_seq = x.seq from (select conversation_id, max(seq) as seq from planned_messages group by 1) x where x.conversation_id = t.id",
  },
  {
    sql: `update planned_messages m set reply_seq = r.seq from planned_messages r
      where m.reply_to is not null and r.old_id = m.reply_to and r.conversation_id = m.conversation_id and r.seq < m.seq`,
  },
  {
    finds: "reply_missing",
    rows: "select 'message ' || old_id || ' to ' || reply_to as example, 1 as weight from planned_messages where reply_to is not null and reply_seq is null",
  },
  {
    finds: "receipt_orphan",
    rows: `select r.message || ' by ' || r.user_id as example, 1 as weight from staged_reads r
      where not exists (select 1 from planned_messages m where m.old_id = r.message) or not exists (select 1 from planned_users u where u.id = r.user_id)`,
  },
];

/** Before marks.sql.ts. */
export const afterDecisions: Step[] = [...targets, ...members, ...messages];
