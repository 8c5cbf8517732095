import { type Kysely, sql } from "kysely";

/**
 * The first schema. Times have milliseconds, as the contract does, so that a
 * cursor made from what a client saw is exact. Three ideas carry it (docs/architecture.md):
 * seq orders messages, rev orders every change, marks are positions and not counters.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "create extension if not exists pg_trgm",

  `create table users (
    id text constraint users_pkey primary key,
    name text not null,
    image_url text,
    role text not null default 'member' constraint users_role_check check (role in ('member', 'moderator', 'admin')),
    active boolean not null default true,
    last_seen_at timestamptz(3),
    created_at timestamptz(3) not null default now()
  )`,
  // Trigrams, because people search for any part of a name in any script; a
  // LIKE '%x%' without them reads the whole table.
  "create index users_name_trigrams on users using gin (lower(name) gin_trgm_ops) where active",

  `create table accounts (
    user_id text constraint accounts_pkey primary key constraint accounts_user_id_fkey references users on delete cascade,
    email text not null,
    password_hash text not null,
    created_at timestamptz(3) not null default now()
  )`,
  "create unique index accounts_email_key on accounts (lower(email))",

  // One row per signed-in device. Only digests of refresh tokens are kept: the
  // current one, and the one before it, to tell a lost answer from a theft.
  `create table sessions (
    id uuid constraint sessions_pkey primary key,
    user_id text not null constraint sessions_user_id_fkey references users on delete cascade,
    refresh_digest text not null,
    previous_digest text,
    rotated_at timestamptz(3) not null default now(),
    created_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null,
    revoked_at timestamptz(3)
  )`,
  "create index sessions_user_id on sessions (user_id) where revoked_at is null",

  // fillfactor leaves room for heap-only updates: every send updates this row.
  `create table conversations (
    id uuid constraint conversations_pkey primary key,
    type text not null constraint conversations_type_check check (type in ('direct', 'group')),
    direct_key text constraint conversations_direct_key_key unique,
    title text,
    image_url text,
    context jsonb,
    history text not null default 'all' constraint conversations_history_check check (history in ('all', 'since_join')),
    created_by text not null,
    created_at timestamptz(3) not null default now(),
    activity_at timestamptz(3) not null default now(),
    last_seq bigint not null default 0,
    last_rev bigint not null default 0,
    member_rev bigint not null default 0,
    member_count integer not null default 0
  ) with (fillfactor = 80)`,

  // first_seq is the lowest seq that the member may read; a membership that
  // ended keeps its row, so that marks survive a return.
  `create table members (
    conversation_id uuid not null constraint members_conversation_id_fkey references conversations on delete cascade,
    user_id text not null constraint members_user_id_fkey references users,
    role text not null default 'member' constraint members_role_check check (role in ('owner', 'admin', 'member')),
    joined_at timestamptz(3) not null default now(),
    first_seq bigint not null default 1,
    left_at timestamptz(3),
    read_seq bigint not null default 0,
    delivered_seq bigint not null default 0,
    rev bigint not null default 0,
    version integer not null default 1,
    archived boolean not null default false,
    pinned boolean not null default false,
    muted_until timestamptz(3),
    constraint members_pkey primary key (conversation_id, user_id)
  ) with (fillfactor = 80)`,
  "create index members_user_id on members (user_id) where left_at is null",
  // Members in order of joining, a page at a time: a group of 10,000 is not sorted to show eight.
  "create index members_joined on members (conversation_id, joined_at, user_id) where left_at is null",

  // No foreign keys: the send statement has locked the conversation and found
  // the member, and a key would check both again per row. The primary key is
  // the order of reading; there is no other index that every insert must pay
  // for than the one that makes retries safe.
  `create table messages (
    conversation_id uuid not null,
    seq bigint not null,
    rev bigint not null,
    sender_id text not null,
    client_id text,
    type text not null default 'text',
    text text not null,
    mentions text[],
    attachments jsonb,
    reply_seq bigint,
    reactions jsonb,
    notice jsonb,
    version integer not null default 1,
    changed boolean not null default false,
    created_at timestamptz(3) not null default now(),
    edited_at timestamptz(3),
    deleted_at timestamptz(3),
    pinned_at timestamptz(3),
    constraint messages_pkey primary key (conversation_id, seq)
  )`,
  "create unique index messages_client_id_key on messages (conversation_id, sender_id, client_id) where client_id is not null",
  // Sync needs "rows with rev above mine". New rows come by seq; only rows that
  // were changed after being sent need this index, so sends do not pay for it.
  "create index messages_changed on messages (conversation_id, rev) where changed",
  "create index messages_pinned on messages (conversation_id) where pinned_at is not null",

  // What is committed and not yet published, a row per commit. It names the
  // changes; their content is read again when needed, so a deleted text is
  // never replayed. seq 0: not about a message.
  `create table outbox (
    id bigint generated always as identity constraint outbox_pkey primary key,
    event text not null,
    conversation_ids uuid[] not null,
    revs bigint[] not null,
    seqs bigint[] not null,
    created_at timestamptz(3) not null default now()
  )`,
];
