import type { OwnUser, UserRole } from "@parley/protocol";
import type { Kysely, Transaction } from "kysely";
import type { Database } from "../../db/schema.ts";
import { toOwnUser } from "../../db/userRow.ts";
import { formsOfName } from "../../language/index.ts";
import type { Identity } from "./sessions.ts";

type Db = Kysely<Database> | Transaction<Database>;

export async function findIdentity(db: Db, userId: string, sessionId: string | null): Promise<Identity | undefined> {
  const row = await db
    .selectFrom("users")
    .leftJoin("sessions", (join) => join.onRef("sessions.user_id", "=", "users.id").on("sessions.id", "=", sessionId))
    .selectAll("users")
    .select(["sessions.id as session", "sessions.revoked_at"])
    .where("users.id", "=", userId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { user: toOwnUser(row), sessionEnded: sessionId !== null && (row.session === null || row.revoked_at !== null) };
}

/** Creates a user or takes over what is new of them. `active` stays as it is. */
export async function upsertUser(db: Db, user: { id: string; name: string; imageUrl: string | null; role: UserRole }): Promise<OwnUser> {
  const values = { name: user.name, name_forms: formsOfName(user.name), image_url: user.imageUrl, role: user.role };
  const row = await db
    .insertInto("users")
    .values({ id: user.id, ...values })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toOwnUser(row);
}

export async function findAccount(db: Db, email: string) {
  return db
    .selectFrom("accounts")
    .innerJoin("users", "users.id", "accounts.user_id")
    .selectAll("users")
    .select("accounts.password_hash")
    .where((eb) => eb(eb.fn<string>("lower", ["accounts.email"]), "=", email.toLowerCase()))
    .executeTakeFirst();
}

export async function insertAccount(db: Db, account: { userId: string; name: string; email: string; passwordHash: string }): Promise<OwnUser> {
  const user = await upsertUser(db, { id: account.userId, name: account.name, imageUrl: null, role: "member" });
  await db.insertInto("accounts").values({ user_id: account.userId, email: account.email, password_hash: account.passwordHash }).execute();
  return user;
}

/** Locked, so that two uses of one refresh token are judged one after the other. */
export async function lockSession(db: Transaction<Database>, sessionId: string) {
  return db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .selectAll("sessions")
    .select("users.active")
    .where("sessions.id", "=", sessionId)
    .forUpdate("sessions")
    .executeTakeFirst();
}

/** Ends one session, or all of a user's. Gives the ids that were alive. */
export async function revokeSessions(db: Db, userId: string, sessionId: string | null): Promise<string[]> {
  const rows = await db
    .updateTable("sessions")
    .set({ revoked_at: new Date() })
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .$if(sessionId !== null, (query) => query.where("id", "=", sessionId ?? ""))
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}
