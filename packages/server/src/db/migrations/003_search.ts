import { type Kysely, sql } from "kysely";

/** Search. Words are made in the server (src/language), so that no dictionary or extension of PostgreSQL is needed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // What of a message is found: its words, folded, and nothing else of its
  // text. A row goes with the message's text. No positions: what is found is
  // compared with the message itself.
  `create table search_documents (
    conversation_id uuid not null,
    seq bigint not null,
    sender_id text not null,
    created_at timestamptz(3) not null,
    words tsvector not null,
    constraint search_documents_pkey primary key (conversation_id, seq)
  )`,
  // A short pending list: every search reads all of it.
  "create index search_documents_words on search_documents using gin (words) with (gin_pending_list_limit = 512)",

  // Every word of the index, and in how many messages it is: how common a
  // query's words are. A word whose last message went goes. Narrow, for each
  // batch of messages updates hundreds of rows.
  `create table search_words (
    word text collate "C" constraint search_words_pkey primary key,
    documents bigint not null
  ) with (fillfactor = 80)`,

  // What those words that can be inflected or mistyped have in common with others: a query finds its relatives here.
  `create table search_forms (
    word text collate "C" constraint search_forms_pkey primary key,
    forms text[] not null
  )`,
  "create index search_forms_forms on search_forms using gin (forms)",

  // How far a conversation is indexed; what is above is read from the messages.
  `create table search_progress (
    conversation_id uuid constraint search_progress_pkey primary key,
    rev bigint not null,
    seq bigint not null
  ) with (fillfactor = 80)`,

  // Of the name, as of search_forms; null until the server has made them.
  "alter table users add column name_forms text[]",
  "create index users_name_forms on users using gin (name_forms) where active",
  "create index users_without_forms on users (id) where name_forms is null",
];
