import type { Step } from "./plan.sql.ts";

/* The source by itself: what is there twice, what belongs to nothing, who is named. */

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
