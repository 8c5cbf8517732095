/**
 * Where a source is laid out before it becomes ours: in a schema of its own,
 * gone when the import has ended. Unlogged: if PostgreSQL is killed all of it
 * is empty, the state too, and the reading begins anew; what has been written
 * to the real tables is known by its aliases. A dry run has the same tables in
 * its session alone.
 */
export const stagingTables = [
  `staged_users (place bigint generated always as identity, old_id text, id text, name text, image_url text, active boolean, last_seen_at timestamptz,
    created_at timestamptz, email text, password_hash text)`,
  `staged_conversations (place bigint generated always as identity, old_id text collate "C", type text, title text, context jsonb, created_by text, created_at timestamptz)`,
  `staged_members (conversation text collate "C", user_id text, user_name text, role text, joined_at timestamptz, left_at timestamptz,
    last_read_at timestamptz, archived boolean, muted boolean, unread integer)`,
  `staged_messages (place bigint generated always as identity, old_id text collate "C", conversation text collate "C", sender_id text, sender_name text, peer_id text,
    text text, created_at timestamptz, edited_at timestamptz, deleted_at timestamptz, reply_to text collate "C", reactions jsonb, read_by text[],
    read_by_all boolean, delivered boolean)`,
  `staged_reads (message text collate "C", user_id text)`,
  `found (code text primary key, count bigint, examples jsonb)`,
  `state (fingerprint text, step text, position jsonb, done bigint, summary jsonb)`,
];

/** What plan.ts makes of it. */
export const plannedTables = [
  // Everybody who is there or named.
  `planned_users (id text primary key, old_id text, name text, image_url text, active boolean, last_seen_at timestamptz, created_at timestamptz, email text, password_hash text)`,
  `planned_conversations (old_id text collate "C" primary key, id uuid, target uuid, type text, direct_key text, title text, context jsonb, created_by text, owner text,
    created_at timestamptz, place bigint)`,
  // A conversation here, which one or more of the source's become. base: what it had before.
  `targets (id uuid primary key, direct boolean, base_seq bigint, base_rev bigint, exists_here boolean, last_seq bigint)`,
  `planned_members (conversation_id uuid, user_id text, role text, joined_at timestamptz, left_at timestamptz, last_read_at timestamptz, archived boolean, muted boolean,
    unread integer, read_seq bigint, delivered_seq bigint, primary key (conversation_id, user_id))`,
  // The source's messages, numbered. fresh: not imported before.
  `planned_messages (conversation_id uuid, seq bigint, fresh boolean, at timestamptz, old_id text collate "C", sender_id text, text text, edited_at timestamptz,
    deleted_at timestamptz, reply_seq bigint, reply_to text collate "C", reactions jsonb, read_by text[], read_by_all boolean, delivered boolean)`,
];

/** Rows from one parameter: one value to send, whatever the columns. Identity columns fill themselves. */
export function insertStaged(table: string, columns: string[]): string {
  const list = columns.join(", ");
  return `insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, $1::json)`;
}

export const ADD_FOUND = `insert into found (code, count, examples) select code, count, examples from jsonb_to_recordset($1::jsonb) as f (code text, count bigint, examples jsonb)
  on conflict (code) do update set count = found.count + excluded.count,
    examples = (select jsonb_agg(e) from (select e from jsonb_array_elements(found.examples || excluded.examples) with ordinality as x (e, i) order by i limit 5) first)`;
