import type { Attachment, MessageType } from "@parley/protocol";
import type { Statement } from "../../db/query.ts";
import { claim } from "../attachments/index.ts";

/** One message on its way to disk. */
export type Draft = {
  conversationId: string;
  senderId: string;
  clientId: string | null;
  text: string;
  replySeq: number | null;
  mentions: string[] | null;
  /** false: its links are not looked at. */
  previews: boolean;
  /** Uploads to send with it, at least one; null: none. */
  attachmentIds: string[] | null;
};

/**
 * `stale`: the conversation changed between the statement's snapshot and its
 * lock, so what the snapshot said of members and duplicates may be old; ask again.
 */
export type SendStatus = "sent" | "duplicate" | "key_reused" | "not_found" | "reply_not_found" | "mention_not_a_member" | "attachment_not_found" | "stale";

export type SendRow = {
  i: number;
  status: SendStatus;
  seq: number;
  rev: number;
  member_rev: number;
  created_at: string;
  outbox_id: number;
  /** Of what was sent now with attachments. */
  attachments?: Attachment[] | null;
  type?: MessageType;
};

/**
 * Every message that waits, in one statement: conversations locked in the
 * order of their ids (two such statements cannot deadlock), membership,
 * duplicates, replies and mentions judged for each, then numbered, inserted,
 * counted and put into the outbox.
 *
 * A statement sees one snapshot, taken before it waits for its locks; only the
 * locked rows are read as of the lock. `seen` and `locked` differ in last_rev
 * exactly if something was committed in between: then nothing of that
 * conversation is judged (`stale`) and the queue asks again.
 *
 * The lateral subqueries with their limits leave the planner one way, an index
 * probe per message: estimates for arrays are wrong, and joins chosen by them
 * grow with the square of the batch. One outbox row stands for the whole commit.
 *
 * A batch in which no message has attachments, which is most, knows nothing of
 * them: the statement for the others is another one, made of the same text.
 *
 * Measured beside one INSERT per message on the same PostgreSQL: see bench/.
 */
function toText({ withFiles }: { withFiles: boolean }): string {
  const when = (text: string): string => (withFiles ? text : "");
  return `with input as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::jsonb[], $8::boolean[]${when(", $10::jsonb[]")})
      with ordinality as t (conversation_id, sender_id, client_id, text, reply_seq, mentions, previews_off${when(", attachment_ids")}, i)),
  locked as (
    select id, last_seq, last_rev, member_rev from conversations where id = any($7::uuid[]) order by id for update),${when(claim.files)}
  judged as (
    select t.*, l.last_seq, l.last_rev, l.member_rev, d.seq as original_seq, d.rev as original_rev, d.created_at as original_at,
      case
        when l.id is null then 'not_found'
        when seen.last_rev <> l.last_rev then 'stale'
        when m.user_id is null then 'not_found'
        when d.seq is not null then case when d.version > 1 or (d.text = t.text and d.reply_seq is not distinct from t.reply_seq and ${withFiles ? claim.same : "d.attachments is null"}) then 'duplicate' else 'key_reused' end
        when t.reply_seq is not null and (t.reply_seq > l.last_seq or t.reply_seq < m.first_seq) then 'reply_not_found'
        when t.mentions is not null and exists (
          select 1 from jsonb_array_elements_text(t.mentions) as mentioned (user_id)
          where not exists (select 1 from members x where x.conversation_id = t.conversation_id and x.user_id = mentioned.user_id and x.left_at is null)) then 'mention_not_a_member'
${when(`        when ${claim.missing} then 'attachment_not_found'
`)}        else 'sent'
      end as status
    from input t
    left join locked l on l.id = t.conversation_id
    left join lateral (select last_rev from conversations where id = t.conversation_id limit 1) seen on true
    left join lateral (select user_id, first_seq from members where conversation_id = t.conversation_id and user_id = t.sender_id and left_at is null limit 1) m on true
    left join lateral (select seq, rev, version, text, reply_seq, attachments, created_at from messages
      where conversation_id = t.conversation_id and sender_id = t.sender_id and client_id = t.client_id limit 1) d on true),
  accepted as (
    select a.*, last_seq + row_number() over w as seq, last_rev + row_number() over w as rev${when(", carried.attachments, coalesce(carried.type, 'text') as type")}
    from judged a ${when(claim.carried)} where status = 'sent' window w as (partition by conversation_id order by i)),${when(claim.claimed)}
  inserted as (
    insert into messages (conversation_id, seq, rev, sender_id, client_id, text, reply_seq, mentions, previews_off${when(", attachments, type")})
    select conversation_id, seq, rev, sender_id, client_id, text, reply_seq,
      case when mentions is not null then array(select jsonb_array_elements_text(mentions)) end, previews_off${when(", attachments, type")}
    from accepted),
  counted as (
    update conversations c set last_seq = a.seq, last_rev = a.rev, activity_at = now()
    from (select conversation_id, max(seq) as seq, max(rev) as rev from accepted group by 1) a where c.id = a.conversation_id),
  advanced as (
    update members m set read_seq = a.seq, delivered_seq = a.seq
    from (select conversation_id, sender_id, max(seq) as seq from accepted group by 1, 2) a
    where m.conversation_id = a.conversation_id and m.user_id = a.sender_id),
  queued as (
    insert into outbox (event, conversation_ids, revs, seqs)
    select 'message.created', array_agg(conversation_id), array_agg(rev), array_agg(seq) from accepted having count(*) > 0 returning id)
  select j.i, j.status, coalesce(a.seq, j.original_seq) as seq, coalesce(a.rev, j.original_rev) as rev, j.member_rev,
    coalesce(j.original_at, now()::timestamptz(3)) as created_at, (select id from queued) as outbox_id${when(", a.attachments, a.type")}
  from judged j left join accepted a on a.i = j.i`;
}

const SEND: Statement = { name: "send", text: toText({ withFiles: false }) };
const SEND_WITH_FILES: Statement = { name: "send_with_files", text: toText({ withFiles: true }) };

/** The statement for these messages, with its values. */
export function toStatement(drafts: Draft[]): Statement & { values: unknown[] } {
  const values = toValues(drafts);
  if (!drafts.some(({ attachmentIds }) => attachmentIds !== null)) return { ...SEND, values };
  const all = drafts.flatMap(({ attachmentIds }) => attachmentIds ?? []);
  return { ...SEND_WITH_FILES, values: [...values, all, drafts.map(({ attachmentIds }) => (attachmentIds === null ? null : JSON.stringify(attachmentIds)))] };
}

function toValues(drafts: Draft[]): unknown[] {
  const count = drafts.length;
  const columns: unknown[][] = Array.from({ length: 6 }, () => new Array(count));
  const [conversationIds, senderIds, clientIds, texts, replySeqs, mentions] = columns as [
    string[],
    string[],
    (string | null)[],
    string[],
    (number | null)[],
    (string | null)[],
  ];
  for (let index = 0; index < count; index++) {
    const draft = drafts[index] as Draft;
    conversationIds[index] = draft.conversationId;
    senderIds[index] = draft.senderId;
    clientIds[index] = draft.clientId;
    texts[index] = draft.text;
    replySeqs[index] = draft.replySeq;
    mentions[index] = draft.mentions === null ? null : JSON.stringify(draft.mentions);
  }
  // unnest fills a shorter array up with nulls, and no array at all is what almost every batch needs.
  const previewsOff = drafts.every((draft) => draft.previews) ? [] : drafts.map((draft) => (draft.previews ? null : true));
  return [...columns, [...new Set(conversationIds)], previewsOff];
}
