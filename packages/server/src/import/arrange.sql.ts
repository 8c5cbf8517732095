import type { Step } from "./plan.sql.ts";

/* What becomes of the source here: which conversation, who is in it, and which place each message has. */

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
