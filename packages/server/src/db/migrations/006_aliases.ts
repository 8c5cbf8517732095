import { type Kysely, sql } from "kysely";

/**
 * What things were called in the system that they were imported from, so that
 * old links and old clients' ids lead somewhere (docs/import.md). An alias is a
 * name and no right: whoever resolves one is judged by what it leads to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Several old conversations may have become one; an old id leads to one place. seq: of a message.
  `create table aliases (
    source text not null,
    kind text not null constraint aliases_kind_check check (kind in ('user', 'conversation', 'message')),
    old_id text collate "C" not null,
    user_id text,
    conversation_id uuid,
    seq bigint,
    constraint aliases_pkey primary key (source, kind, old_id),
    constraint aliases_target_check check (case kind
      when 'user' then user_id is not null
      when 'conversation' then conversation_id is not null and seq is null
      else conversation_id is not null and seq is not null end)
  )`,
  // From our id back: a client of the old system is answered in its own ids.
  "create index aliases_conversation on aliases (conversation_id, seq) where conversation_id is not null",

  // The id as the contract has it, or null. One probe of the primary key.
  `create function resolve_alias(source text, kind text, old_id text) returns text language sql stable parallel safe as $$
    select coalesce(a.user_id, a.conversation_id::text || coalesce('.' || a.seq, '')) from aliases a
    where a.source = $1 and a.kind = $2 and a.old_id = $3 $$`,
];
