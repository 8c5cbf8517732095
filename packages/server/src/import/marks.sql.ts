import type { Step } from "./plan.sql.ts";

/*
 * Sources know of each message who has read it; here a member has one mark. It stands before the first unread message after the last
 * one that the member has surely seen: what came before their own last message, and what was sent until the time at which they
 * read. So nothing unread is shown as read, except what they answered over.
 */

const unread = `x.deleted_at is null and x.sender_id <> k.user_id and x.at > coalesce(k.last_read_at, '-infinity')
  and not coalesce(k.user_id = any(x.read_by), false) and not (x.read_by_all and t.direct)
  and not exists (select 1 from staged_reads s where s.message = x.old_id and s.user_id = k.user_id)`;

export const marks: Step[] = [
  { sql: "create unlogged table own_last as select conversation_id, sender_id as user_id, max(seq) as seq from planned_messages group by 1, 2" },
  { sql: "create index on own_last (conversation_id, user_id)" },
  { sql: "analyze own_last" },
  {
    sql: `update planned_members m set read_seq = r.read_seq, delivered_seq = greatest(r.read_seq, r.delivered_seq)
      from (
        select k.conversation_id, k.user_id, coalesce(case when u.seq is null then t.last_seq else b.seq end, 0) as read_seq, coalesce(d.seq, 0) as delivered_seq
        from planned_members k join targets t on t.id = k.conversation_id
        cross join lateral (select greatest(
          coalesce((select seq from own_last o where o.conversation_id = k.conversation_id and o.user_id = k.user_id), 0),
          coalesce((select seq from planned_messages x where x.conversation_id = k.conversation_id and x.at <= k.last_read_at order by at desc, seq desc limit 1), 0)) as seq) f
        left join lateral (select x.seq from planned_messages x where x.conversation_id = k.conversation_id and x.seq > f.seq and ${unread} order by x.seq limit 1) u on true
        left join lateral (select x.seq from planned_messages x where x.conversation_id = k.conversation_id and x.seq < u.seq order by x.seq desc limit 1) b on true
        left join lateral (select x.seq from planned_messages x where x.conversation_id = k.conversation_id and x.delivered and x.sender_id <> k.user_id
          order by x.seq desc limit 1) d on true) r
      where r.conversation_id = m.conversation_id and r.user_id = m.user_id`,
  },
  {
    sql: `create unlogged table unread as select k.conversation_id, k.user_id, k.unread as counter, t.last_seq - k.read_seq as here,
        (select count(*) from planned_messages x where x.conversation_id = k.conversation_id and ${unread}) as there
      from planned_members k join targets t on t.id = k.conversation_id where k.left_at is null`,
  },
  {
    finds: "unread_differs",
    rows: "select user_id || ' in ' || conversation_id || ': ' || there || ' there, ' || here || ' here' as example, 1 as weight from unread where there <> here",
  },
  {
    finds: "unread_counter_wrong",
    rows: "select user_id || ' in ' || conversation_id || ': ' || counter || ' said, ' || there || ' marked' as example, 1 as weight from unread where counter <> there",
  },
];
