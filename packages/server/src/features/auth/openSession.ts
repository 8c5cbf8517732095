import { createHash, randomBytes } from "node:crypto";
import type { OwnUser, SignedIn } from "@parley/protocol";
import type { Kysely, Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { App } from "../../app.ts";
import type { Database } from "../../db/schema.ts";
import { signAccessToken } from "./tokens.ts";

/** A device that is not used for this long signs in again. Every refresh starts the time anew. */
export const sessionTtlMs = 30 * 24 * 3600_000;

/** 256 random bits need no slow hash; the digest only keeps a database copy from being a set of keys. */
export function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** The session's id leads to its row, the secret proves the right to it. */
export function newRefreshToken(sessionId: string): { refreshToken: string; refreshDigest: string } {
  const secret = randomBytes(32).toString("base64url");
  return { refreshToken: `${sessionId}.${secret}`, refreshDigest: digest(secret) };
}

export async function openSession(app: App, db: Kysely<Database> | Transaction<Database>, user: OwnUser): Promise<SignedIn> {
  const id = uuidv7();
  const { refreshToken, refreshDigest } = newRefreshToken(id);
  const now = app.clock.now();
  await db
    .insertInto("sessions")
    .values({ id, user_id: user.id, refresh_digest: refreshDigest, expires_at: new Date(now + sessionTtlMs), rotated_at: new Date(now) })
    .execute();
  const access = await signAccessToken(app.config, app.clock, { userId: user.id, sessionId: id });
  return { user, accessToken: access.token, expiresAt: new Date(access.expiresAtMs).toISOString(), refreshToken };
}
