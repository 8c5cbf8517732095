import type { MemberRole } from "@parley/protocol";

/**
 * Moves marks forward. Rows that a send has locked are skipped and asked for
 * again: this statement waits for nobody, so it cannot be part of a deadlock.
 * `status`: moved, unmoved, busy (skipped) or absent (not a member).
 */
export const MARK = {
  name: "mark",
  text: `with input as (select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as t (conversation_id, user_id, read_seq, delivered_seq)),
  locked as (
    select m.conversation_id, m.user_id from members m join input t on t.conversation_id = m.conversation_id and t.user_id = m.user_id
    where m.left_at is null for update of m skip locked),
  moved as (
    update members m set
      read_seq = greatest(m.read_seq, least(t.read_seq, c.last_seq)),
      delivered_seq = greatest(m.delivered_seq, least(t.delivered_seq, c.last_seq)),
      version = m.version + case when least(t.read_seq, c.last_seq) > m.read_seq then 1 else 0 end
    from locked l join input t on t.conversation_id = l.conversation_id and t.user_id = l.user_id join conversations c on c.id = l.conversation_id
    where m.conversation_id = l.conversation_id and m.user_id = l.user_id
      and (least(t.read_seq, c.last_seq) > m.read_seq or least(t.delivered_seq, c.last_seq) > m.delivered_seq)
    returning m.*)
  select t.conversation_id, t.user_id,
    case when m.user_id is null then 'absent' when v.user_id is not null then 'moved' when l.user_id is null then 'busy' else 'unmoved' end as status,
    coalesce(v.read_seq, m.read_seq) as read_seq, coalesce(v.delivered_seq, m.delivered_seq) as delivered_seq, coalesce(v.version, m.version) as version,
    m.read_seq as read_before, now() as marked_at, m.role, m.joined_at, m.left_at, m.archived, m.pinned, m.muted_until, c.last_seq, c.member_rev, c.member_count
  from input t
  left join members m on m.conversation_id = t.conversation_id and m.user_id = t.user_id and m.left_at is null
  left join conversations c on c.id = t.conversation_id
  left join locked l on l.conversation_id = t.conversation_id and l.user_id = t.user_id
  left join moved v on v.conversation_id = t.conversation_id and v.user_id = t.user_id`,
};

export type MarkRow = {
  conversation_id: string;
  user_id: string;
  status: "moved" | "unmoved" | "busy" | "absent";
  read_seq: number;
  delivered_seq: number;
  version: number;
  read_before: number;
  marked_at: string;
  role: MemberRole;
  joined_at: string;
  left_at: string | null;
  archived: boolean;
  pinned: boolean;
  muted_until: string | null;
  last_seq: number;
  member_rev: number;
  member_count: number;
};
