import type { Statement } from "../../db/query.ts";
import { sourceColumns } from "./document.ts";

/** The actor's conversations at this moment, what they may read of each, and how far each is indexed. */
export const SCOPE: Statement = {
  name: "search_scope",
  text: `select c.id, m.first_seq, m.read_seq, c.last_seq, c.last_rev, c.type, c.title, c.context->>'title' as context_title,
      coalesce(p.rev, 0) as indexed_rev, coalesce(p.seq, 0) as indexed_seq
    from members m join conversations c on c.id = m.conversation_id left join search_progress p on p.conversation_id = c.id
    where m.user_id = $1 and m.left_at is null and ($2::uuid is null or m.conversation_id = $2)`,
};

/** What is known of words: those that share a form with the asked ones, the asked ones themselves, and how common a beginning is. */
export const WORDS: Statement = {
  name: "search_expansions",
  text: `(select w.word, w.documents, f.forms from search_forms f join search_words w on w.word = f.word where f.forms && $1::text[] order by w.documents desc limit 1000)
    union all (select word, documents, null from search_words where word = any($2::text[]))
    union all (select $3, coalesce(sum(documents), 0), null from
      (select documents from search_words where word >= $3 collate "C" and word < $4 collate "C" limit 2000) begun where $3 is not null)`,
};

const filters = (d: string) => `($4::text[] is null or ${d}.sender_id = any($4)) and ($5::timestamptz is null or ${d}.created_at >= $5)
  and ($6::timestamptz is null or ${d}.created_at < $6)`;

/**
 * Rare words: the index is asked once for all conversations, and what it gives
 * is cut to the actor's. `materialized` holds the planner to it: asked per
 * conversation, it would read the index 200 times (measured 15 times slower).
 */
export const BY_INDEX: Statement = {
  name: "search_by_index",
  text: `with hit as materialized (select conversation_id, seq, sender_id, created_at from search_documents where words @@ $1::tsquery)
    select h.conversation_id, h.seq from hit h join unnest($2::uuid[], $3::bigint[]) as s (id, low) on s.id = h.conversation_id and h.seq >= s.low
    where ${filters("h")} order by h.created_at desc, h.conversation_id, h.seq desc limit $7`,
};

/** Common words: a stretch of each conversation is read and looked through, newest first. */
export const BY_WALK: Statement = {
  name: "search_by_walk",
  text: `select d.conversation_id, d.seq from unnest($2::uuid[], $3::bigint[], $8::bigint[]) as s (id, low, high)
    cross join lateral (select * from search_documents d where d.conversation_id = s.id and d.seq >= s.low and d.seq <= s.high
      and ($1::tsquery is null or d.words @@ $1) and ${filters("d")} order by d.seq desc limit $7) d
    order by d.created_at desc, d.conversation_id, d.seq desc limit $7`,
};

/** What the index does not know yet: messages above its marks, newest first, and older ones changed since. */
export const FRESH: Statement = {
  name: "search_fresh",
  text: `select x.* from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) as p (id, low, rev, seq)
    cross join lateral (
      (select ${sourceColumns} from messages where conversation_id = p.id and seq > p.seq and seq >= p.low order by seq desc limit $5)
      union all
      (select ${sourceColumns} from messages where conversation_id = p.id and changed and rev > p.rev and seq <= p.seq and seq >= p.low order by rev desc limit $5)) x
    where x.deleted_at is null and x.type <> 'system' order by x.created_at desc limit $6`,
};

/** The messages themselves, as they are now. */
export const SOURCES: Statement = {
  name: "search_sources",
  text: `select ${sourceColumns} from unnest($1::uuid[], $2::bigint[]) as k (id, at) join messages x on x.conversation_id = k.id and x.seq = k.at
    where x.deleted_at is null and x.type <> 'system'`,
};
