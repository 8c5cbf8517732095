import { type Kysely, sql } from "kysely";

/**
 * Files. A message carries its attachments in its own row (messages.attachments),
 * so that reading a page costs nothing more; this table says whose a file is,
 * what became of it and where it is stored.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A row comes before its objects and goes after them, so whatever is interrupted, the sweeper knows of it.
  // `details` is the attachment as the contract has it. message_seq: sent with that message; null: not sent yet.
  `create table attachments (
    id uuid constraint attachments_pkey primary key,
    conversation_id uuid not null,
    owner_id text not null,
    state text not null constraint attachments_state_check check (state in ('expected', 'storing', 'ready', 'deleted')),
    kind text not null constraint attachments_kind_check check (kind in ('file', 'image', 'video', 'audio')),
    bytes bigint not null,
    details jsonb not null,
    message_seq bigint,
    position smallint,
    created_at timestamptz(3) not null,
    claimed_at timestamptz(3)
  )`,
  // The quota adds up one owner's files.
  "create index attachments_owner on attachments (owner_id) include (bytes, message_seq) where state <> 'deleted'",
  "create index attachments_of_conversation on attachments (conversation_id, message_seq desc, position) include (kind) where message_seq is not null and state = 'ready'",
  "create index attachments_unclaimed on attachments (created_at) where message_seq is null and state <> 'deleted'",
  "create index attachments_deleted on attachments (id) where state = 'deleted'",
];
