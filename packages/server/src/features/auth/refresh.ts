import { type ErrorCode, fail, type SignedIn } from "@parley/protocol";
import { validate as isUuid } from "uuid";
import type { App } from "../../app.ts";
import { inTransaction } from "../../db/inTransaction.ts";
import type { PublicImplementation } from "../../implementation.ts";
import { findIdentity, lockSession, revokeSessions } from "./auth.sql.ts";
import { digest, newRefreshToken, sessionTtlMs } from "./openSession.ts";
import { signAccessToken } from "./tokens.ts";

/** An answer may be lost on the way; for this long the token before is accepted again. Later it is a theft. */
const reuseGraceMs = 10_000;

/** A refusal that must still commit: the theft is recorded before it is answered. */
type Outcome = SignedIn | { refused: ErrorCode; userId?: string; ended?: string[] };

export const refresh: PublicImplementation<"auth.refresh"> = async (input, { app }) => {
  const [sessionId, secret] = input.refreshToken.split(".");
  if (sessionId === undefined || secret === undefined || !isUuid(sessionId)) throw fail("token_invalid");
  const outcome = await rotate(app, sessionId, secret);
  if (!("refused" in outcome)) return outcome;
  if (outcome.userId !== undefined && outcome.ended !== undefined) {
    app.sessions.endSessions(outcome.userId, outcome.ended);
    app.log.warn({ userId: outcome.userId, sessionId }, "A used refresh token came again; the session is ended");
  }
  throw fail(outcome.refused);
};

async function rotate(app: App, sessionId: string, secret: string): Promise<Outcome> {
  const now = app.clock.now();
  return inTransaction(app.db, async (tx): Promise<Outcome> => {
    const session = await lockSession(tx, sessionId);
    if (session === undefined) return { refused: "token_invalid" };
    if (session.revoked_at !== null || Date.parse(session.expires_at) <= now) return { refused: "session_revoked" };
    const presented = digest(secret);
    const current = presented === session.refresh_digest;
    const justReplaced = presented === session.previous_digest && now - Date.parse(session.rotated_at) <= reuseGraceMs;
    if (!current && !justReplaced) return { refused: "token_reused", userId: session.user_id, ended: await revokeSessions(tx, session.user_id, sessionId) };
    if (!session.active) return { refused: "account_inactive" };

    const { refreshToken, refreshDigest } = newRefreshToken(sessionId);
    await tx
      .updateTable("sessions")
      .set({
        refresh_digest: refreshDigest,
        previous_digest: presented,
        ...(current && { rotated_at: new Date(now) }),
        expires_at: new Date(now + sessionTtlMs),
      })
      .where("id", "=", sessionId)
      .execute();
    const identity = await findIdentity(tx, session.user_id, sessionId);
    if (identity === undefined) return { refused: "token_invalid" };
    const access = await signAccessToken(app.config, app.clock, { userId: session.user_id, sessionId });
    return { user: identity.user, accessToken: access.token, expiresAt: new Date(access.expiresAtMs).toISOString(), refreshToken };
  });
}
