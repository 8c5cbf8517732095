import { limits } from "@parley/protocol";
import type pg from "pg";

const SHARED = {
  name: "shared_people",
  text: `select u.id, u.last_seen_at from users u where u.id = any($2::text[]) and (u.id = $1 or exists (
    select 1 from members mine join members theirs on theirs.conversation_id = mine.conversation_id and theirs.user_id = u.id and theirs.left_at is null
    where mine.user_id = $1 and mine.left_at is null))`,
};

/** Those of the given people whose presence this user may see, with when they were last seen. */
export async function listShared(pool: pg.Pool, userId: string, others: string[]): Promise<{ id: string; last_seen_at: string | null }[]> {
  if (others.length === 0) return [];
  return (await pool.query<{ id: string; last_seen_at: string | null }>({ ...SHARED, values: [userId, others] })).rows;
}

const CONTACTS = {
  name: "contacts",
  text: `select distinct theirs.user_id from members mine
    join conversations c on c.id = mine.conversation_id and c.member_count <= $2
    join members theirs on theirs.conversation_id = c.id and theirs.left_at is null and theirs.user_id <> $1
    where mine.user_id = $1 and mine.left_at is null limit $3`,
};

/** With whom this user shares a direct conversation or a small group. */
export async function listContacts(pool: pg.Pool, userId: string): Promise<string[]> {
  const { rows } = await pool.query<{ user_id: string }>({ ...CONTACTS, values: [userId, limits.contactsOfGroup, limits.presenceWatches] });
  return rows.map((row) => row.user_id);
}

export async function updateLastSeen(pool: pg.Pool, seen: Map<string, number>): Promise<void> {
  await pool.query({
    name: "last_seen",
    text: `update users u set last_seen_at = to_timestamp(s.at / 1000.0) from unnest($1::text[], $2::bigint[]) as s (id, at)
      where u.id = s.id and u.last_seen_at is distinct from greatest(u.last_seen_at, to_timestamp(s.at / 1000.0))`,
    values: [[...seen.keys()], [...seen.values()]],
  });
}
