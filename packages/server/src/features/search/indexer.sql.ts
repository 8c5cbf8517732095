import type { Statement } from "../../db/query.ts";
import { sourceColumns } from "./document.ts";

/** One process indexes at a time: two would wait for each other's words. Given back at the end of the transaction. */
export const TURN: Statement = { name: "search_turn", text: "select pg_try_advisory_xact_lock(hashtextextended('parley search index', 0)) as mine" };

/** Conversations with changes that are not indexed, after `id`. */
export const BEHIND: Statement = {
  name: "search_behind",
  text: `select c.id from conversations c left join search_progress p on p.conversation_id = c.id
    where c.id > $1 and (c.last_rev > coalesce(p.rev, 0) or c.last_seq > coalesce(p.seq, 0)) order by c.id limit 1000`,
};

export const PROGRESS: Statement = {
  name: "search_progress",
  text: `select c.id, coalesce(p.rev, 0) as rev, coalesce(p.seq, 0) as seq, c.last_rev, c.last_seq
    from conversations c left join search_progress p on p.conversation_id = c.id where c.id = any($1::uuid[])`,
};

/**
 * What is above the marks: messages that came, by seq, and older ones that were
 * changed, by rev. Read after the marks, so it is at least as new.
 */
export const UNINDEXED: Statement = {
  name: "search_unindexed",
  text: `select x.*, x.seq > p.seq as came from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as p (id, rev, seq)
    cross join lateral (
      (select ${sourceColumns}, rev from messages where conversation_id = p.id and seq > p.seq order by seq limit $4)
      union all
      (select ${sourceColumns}, rev from messages where conversation_id = p.id and changed and rev > p.rev and seq <= p.seq order by rev limit $4)) x`,
};

export const FORGET: Statement = {
  name: "search_forget",
  text: `delete from search_documents d using unnest($1::uuid[], $2::bigint[]) as k (id, seq)
    where d.conversation_id = k.id and d.seq = k.seq returning tsvector_to_array(d.words) as words`,
};

export const REMEMBER: Statement = {
  name: "search_remember",
  text: `insert into search_documents (conversation_id, seq, sender_id, created_at, words)
    select id, seq, sender_id, created_at, words::tsvector from unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[]) as d (id, seq, sender_id, created_at, words)`,
};

/** Gives the words that exist; others are to be added. */
export const COUNT: Statement = {
  name: "search_count",
  text: "update search_words w set documents = w.documents + n.difference from unnest($1::text[], $2::bigint[]) as n (word, difference) where w.word = n.word returning w.word",
};

export const ADD: Statement = {
  name: "search_add",
  text: `with added as (insert into search_words (word, documents) select * from unnest($1::text[], $2::bigint[]))
    insert into search_forms (word, forms) select word, string_to_array(forms, E'\\n') from unnest($1::text[], $3::text[]) as n (word, forms) where forms is not null`,
};

/** A word in a new spelling: accents, capitals. */
export const WIDEN: Statement = {
  name: "search_widen",
  text: `update search_forms w set forms = array(select distinct unnest(w.forms || string_to_array(n.forms, E'\\n')))
    from unnest($1::text[], $2::text[]) as n (word, forms) where w.word = n.word and not w.forms @> string_to_array(n.forms, E'\\n')`,
};

export const DROP: Statement = {
  name: "search_drop",
  text: `with dropped as (delete from search_words where word = any($1::text[]) and documents <= 0 returning word)
    delete from search_forms f using dropped d where f.word = d.word`,
};

export const ADVANCE: Statement = {
  name: "search_advance",
  text: `insert into search_progress (conversation_id, rev, seq) select * from unnest($1::uuid[], $2::bigint[], $3::bigint[])
    on conflict (conversation_id) do update set rev = excluded.rev, seq = excluded.seq`,
};
