/*
 * A page of what was planned, into the real tables. Each gives the key of its last row and how many rows it had; keys are compared with what
 * `state` has, which moves on in the same transaction. $1: after which key. $2: how many. Repeated, they add nothing.
 */
export type PageStatement = { name: string; total: string; sql: string };

const source = "current_setting('parley.source')";
const now = "current_setting('parley.now')::timestamptz";
/** least() takes null for the later one. */
const notAfterNow = (time: string): string => `case when ${time} > ${now} then ${now} else ${time} end`;

const USERS: PageStatement = {
  name: "people",
  total: "select count(*)::int as total from planned_users",
  sql: `with page as (select * from planned_users where $1::jsonb is null or id > $1->>0 order by id limit $2),
    put as (insert into users (id, name, image_url, active, last_seen_at, created_at)
      select id, name, image_url, active, ${notAfterNow("last_seen_at")}, ${notAfterNow(`coalesce(created_at, ${now})`)} from page on conflict do nothing),
    accounts as (insert into accounts (user_id, email, password_hash)
      select id, email, password_hash from page where password_hash is not null order by id on conflict do nothing),
    named as (insert into aliases (source, kind, old_id, user_id) select ${source}, 'user', old_id, id from page on conflict do nothing)
    select jsonb_build_array(max(id)) as last, count(*)::int as rows from page`,
};

/** Members first come with their conversation; to one that was here already, those who are not in it are added. */
const CONVERSATIONS: PageStatement = {
  name: "conversations",
  total: "select count(*)::int as total from targets",
  sql: `with page as (select * from targets where $1::jsonb is null or id > ($1->>0)::uuid order by id limit $2),
    put as (insert into conversations (id, type, direct_key, title, context, created_by, created_at, activity_at, last_rev, member_rev, member_count)
      select p.id, p.type, p.direct_key, p.title, p.context, p.created_by, ${notAfterNow("p.created_at")}, ${notAfterNow("p.created_at")}, 1, 1,
        (select count(*) from planned_members m where m.conversation_id = p.id and m.left_at is null)
      from page t join planned_conversations p on p.id = t.id where not t.exists_here),
    joined as (insert into members (conversation_id, user_id, role, joined_at, left_at, archived, muted_until, rev)
      select m.conversation_id, m.user_id, m.role, m.joined_at, ${notAfterNow("m.left_at")}, m.archived, case when m.muted then 'infinity'::timestamptz end, t.base_rev
      from page t join planned_members m on m.conversation_id = t.id on conflict do nothing returning conversation_id, left_at),
    counted as (update conversations c set member_count = c.member_count + j.present, member_rev = t.base_rev, last_rev = greatest(c.last_rev, t.base_rev)
      from page t join (select conversation_id, count(*) filter (where left_at is null) as present from joined group by 1) j on j.conversation_id = t.id
      where t.exists_here and c.id = t.id),
    named as (insert into aliases (source, kind, old_id, conversation_id)
      select ${source}, 'conversation', p.old_id, p.target from page t join planned_conversations p on p.target = t.id on conflict do nothing)
    select jsonb_build_array(max(id::text)) as last, count(*)::int as rows from page`,
};

const MESSAGES: PageStatement = {
  name: "messages",
  total: "select count(*)::int as total from planned_messages where fresh",
  sql: `with page as (
      select m.*, t.base_rev + m.seq - t.base_seq as rev, ${notAfterNow("m.at")} as sent_at
      from (select * from planned_messages where fresh and ($1::jsonb is null or (conversation_id, seq) > (($1->>0)::uuid, ($1->>1)::bigint))
        order by conversation_id, seq limit $2) m join targets t on t.id = m.conversation_id),
    put as (insert into messages (conversation_id, seq, rev, sender_id, text, reply_seq, reactions, version, created_at, edited_at, deleted_at)
      select conversation_id, seq, rev, sender_id, text, reply_seq, reactions, case when edited_at is null and deleted_at is null then 1 else 2 end,
        sent_at, ${notAfterNow("edited_at")}, ${notAfterNow("deleted_at")} from page),
    counted as (update conversations c set last_seq = x.seq, last_rev = x.rev, activity_at = greatest(c.activity_at, x.at)
      from (select conversation_id, max(seq) as seq, max(rev) as rev, max(sent_at) as at from page group by 1) x where c.id = x.conversation_id),
    named as (insert into aliases (source, kind, old_id, conversation_id, seq) select ${source}, 'message', old_id, conversation_id, seq from page)
    select (select jsonb_build_array(conversation_id, seq) from page order by conversation_id desc, seq desc limit 1) as last, count(*)::int as rows from page`,
};

const MARKS: PageStatement = {
  name: "read marks",
  total: "select count(*)::int as total from planned_members",
  sql: `with page as (select * from planned_members where $1::jsonb is null or (conversation_id, user_id) > (($1->>0)::uuid, $1->>1)
      order by conversation_id, user_id limit $2),
    moved as (update members m set read_seq = greatest(m.read_seq, p.read_seq), delivered_seq = greatest(m.delivered_seq, p.delivered_seq)
      from page p where m.conversation_id = p.conversation_id and m.user_id = p.user_id and (m.read_seq < p.read_seq or m.delivered_seq < p.delivered_seq))
    select (select jsonb_build_array(conversation_id, user_id) from page order by conversation_id desc, user_id desc limit 1) as last, count(*)::int as rows from page`,
};

/** In this order: each stands on those before it. */
export const pageStatements: PageStatement[] = [USERS, CONVERSATIONS, MESSAGES, MARKS];
