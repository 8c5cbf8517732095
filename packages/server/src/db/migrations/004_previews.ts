import { type Kysely, sql } from "kysely";

/**
 * Link previews. They live in the message's row, as reactions do: read with
 * every page, written under the conversation's lock. Both columns are null for
 * almost every message, which costs its row nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "alter table messages add column previews jsonb, add column previews_off boolean",

  // A message whose links are to be looked at, until they have been. It names
  // the message and holds nothing of it. due_at: when somebody else may take it
  // over; whoever works on it has moved that into the future.
  `create table preview_jobs (
    conversation_id uuid not null,
    seq bigint not null,
    version integer not null,
    attempts integer not null default 0,
    due_at timestamptz(3) not null,
    constraint preview_jobs_pkey primary key (conversation_id, seq)
  )`,
  "create index preview_jobs_due_at on preview_jobs (due_at)",
];
