/**
 * The part of the send statement that is about files (features/messages/send.sql.ts
 * puts it in, only for batches that have any). A claim is made under the lock of
 * its conversation, as every send is, and of the rows themselves, so that the
 * sweeper and a discard come before or after it, never between.
 *
 * `$9` holds the ids of all attachments of the batch; `attachment_ids` of the
 * input those of one message, as a JSON list, or null.
 */
export const claim = {
  /** Uploads that can be sent, as of their locks: a row that another transaction took meanwhile is not among them. */
  files: `
  files as materialized (
    select id, conversation_id, owner_id, kind, details from attachments
    where id = any($9::uuid[]) and state = 'ready' and message_seq is null order by id for update),`,

  /** Of one input `t`: whether it has attachments that are not its sender's to send here. */
  missing: `t.attachment_ids is not null and exists (
    select 1 from jsonb_array_elements_text(t.attachment_ids) as wanted (id)
    where not exists (select 1 from files f where f.id = wanted.id::uuid and f.conversation_id = t.conversation_id and f.owner_id = t.sender_id))`,

  /** Of one accepted input `a`: its attachments in their order, and the kind that they have in common. */
  carried: `left join lateral (
      select jsonb_agg(f.details order by wanted.place) as attachments, case when count(distinct f.kind) = 1 then min(f.kind) else 'file' end as type
      from jsonb_array_elements_text(a.attachment_ids) with ordinality as wanted (id, place) join files f on f.id = wanted.id::uuid
    ) carried on a.attachment_ids is not null`,

  /** Of one input `t` and the message `d` that its sender has sent before under its clientId: whether they have the same attachments. */
  same: "jsonb_path_query_array(coalesce(d.attachments, '[]'), '$[*].id') = coalesce(t.attachment_ids, '[]')",

  claimed: `
  claimed as (
    update attachments x set message_seq = w.seq, position = w.place, claimed_at = now()
    from (select wanted.id::uuid as id, wanted.place, a.seq from accepted a
      cross join lateral jsonb_array_elements_text(a.attachment_ids) with ordinality as wanted (id, place)) w
    where x.id = any($9::uuid[]) and x.id = w.id),`,
};
