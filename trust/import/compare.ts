import pg from "pg";

type Conversation = { id: string; messages: number; digest: string };

/** Each conversation's messages in order, with sender, text, time and what became of them, as one digest. */
const ofSource = `select conversation_id::text as id, count(*)::int as messages, md5(string_agg(concat_ws('|', id, sender_id,
    case when is_deleted then '' else concat_ws(E'\\n', content, attachment_url) end, extract(epoch from created_at),
    case when is_deleted then null else extract(epoch from edited_at) end, extract(epoch from deleted_at)), E'\\n' order by created_at, id)) as digest
  from messages group by 1 order by 1`;

/** The same of ours, called by old ids. The seq itself is part of it: dense from 1. */
const ofTarget = `select c.old_id as id, count(*)::int as messages, md5(string_agg(concat_ws('|', a.old_id, u.old_id, m.text,
    trim_scale(extract(epoch from m.created_at)), trim_scale(extract(epoch from m.edited_at)), trim_scale(extract(epoch from m.deleted_at))), E'\\n' order by m.seq)) as digest
  from messages m join aliases c on c.source = 'bazaar' and c.kind = 'conversation' and c.conversation_id = m.conversation_id
    join aliases a on a.source = 'bazaar' and a.kind = 'message' and a.conversation_id = m.conversation_id and a.seq = m.seq
    join aliases u on u.source = 'bazaar' and u.kind = 'user' and u.user_id = m.sender_id
  group by 1 order by 1`;

export async function compare(sourceUrl: string, targetUrl: string): Promise<{ source: Conversation[]; target: Conversation[] }> {
  const source = await ask<Conversation>(sourceUrl, ofSource.replaceAll(/extract\(epoch from (\w+)\)/g, "trim_scale(extract(epoch from $1))"));
  return { source, target: await ask<Conversation>(targetUrl, ofTarget) };
}

/** Conversations whose seq has gaps, or whose counters are not what a recount gives: there should be none. */
export async function askFaults(targetUrl: string): Promise<unknown[]> {
  const gaps = await ask(targetUrl, "select conversation_id as gaps from messages group by 1 having count(*) <> max(seq) or min(seq) <> 1");
  const counters = await ask(
    targetUrl,
    `select c.id as counters from conversations c left join lateral (select max(seq) as seq, max(rev) as rev from messages m where m.conversation_id = c.id) m on true
      where c.last_seq <> coalesce(m.seq, 0) or c.last_rev <> coalesce(m.rev, 1)
        or c.member_count <> (select count(*) from members x where x.conversation_id = c.id and x.left_at is null)`,
  );
  return [...gaps, ...counters];
}

export async function ask<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
