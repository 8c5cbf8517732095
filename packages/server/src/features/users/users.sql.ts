import { fail, type User } from "@parley/protocol";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Database } from "../../db/schema.ts";
import { toUser, type UserRow } from "../../db/userRow.ts";
import { needsOfName } from "../../language/index.ts";

type Db = Kysely<Database> | Transaction<Database>;

export async function getUser(db: Db, userId: string): Promise<UserRow> {
  const row = await db.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirst();
  if (row === undefined) throw fail("not_found");
  return row;
}

/** All of these people, or `user_unknown` naming at most ten who do not exist or are deactivated. */
export async function requireUsers(db: Db, userIds: string[]): Promise<User[]> {
  const rows = await db.selectFrom("users").select(["id", "name", "image_url"]).where("id", "in", userIds).where("active", "=", true).execute();
  const known = new Map(rows.map((row) => [row.id, toUser(row)]));
  const unknown = userIds.filter((id) => !known.has(id));
  if (unknown.length > 0) throw fail("user_unknown", { userIds: unknown.slice(0, 10) });
  return userIds.map((id) => known.get(id) as User);
}

/**
 * Name contains the query: one that begins with it first, then one with a word
 * that does. Then names whose words begin so in another script or without
 * accents, or are a slip away. Then by closeness.
 */
export async function searchUsers(db: Db, { query, limit, except }: { query: string; limit: number; except: string }): Promise<User[]> {
  const needle = query.trim().toLowerCase();
  const pattern = needle.replaceAll(/[\\%_]/g, "\\$&");
  const name = sql<string>`lower(name)`;
  const needs = needsOfName(query);
  const rows = await db
    .selectFrom("users")
    .select(["id", "name", "image_url"])
    .where("active", "=", true)
    .where("id", "<>", except)
    .where((eb) => {
      const contains = eb(name, "like", `%${pattern}%`);
      return needs.length === 0 ? contains : eb.or([contains, eb.and(needs.map((forms) => sql<boolean>`name_forms && ${forms}::text[]`))]);
    })
    .orderBy(
      sql`case when lower(name) like ${`${pattern}%`} then 0 when lower(name) like ${`% ${pattern}%`} then 1 when lower(name) like ${`%${pattern}%`} then 2 else 3 end`,
    )
    .orderBy(sql`similarity(lower(name), ${needle})`, "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toUser);
}
