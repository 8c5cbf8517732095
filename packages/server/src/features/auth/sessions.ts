import { fail, limits, type OwnUser } from "@parley/protocol";
import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Actor } from "../../actor.ts";
import { fromDatabaseError } from "../../db/constraints.ts";
import type { Database } from "../../db/schema.ts";
import type { Connections } from "../../events/connections.ts";
import type { Publisher } from "../../events/publish.ts";
import { findIdentity, upsertUser } from "./auth.sql.ts";
import type { Claims, TokenVerifier } from "./tokens.ts";

/** A user, and whether the session that speaks for them has ended. */
export type Identity = { user: OwnUser; sessionEnded: boolean };

/** How long another node's revocation may go unseen here. */
const freshMs = 1000;

/** Longer than any handshake and any read of an identity may take. */
const endingMs = 30_000;

type Ending = "account_inactive" | "session_revoked";

const pictureUrl = z.url({ protocol: /^https?$/ }).max(limits.url);

/**
 * Access token → Actor, judged by what the database says now. An identity is
 * read at most once a second per user, and forgotten at once when this node
 * changes it.
 */
export class Sessions {
  readonly #db: Kysely<Database>;
  readonly #verifier: TokenVerifier;
  readonly #connections: Connections;
  readonly #publisher: Publisher;
  readonly #identities = new LRUCache<string, Identity>({ max: 50_000, ttl: freshMs });
  readonly #reading = new Map<string, Promise<Identity | undefined>>();
  /** Changes when somebody is forgotten: what was read before must not be kept after. */
  #forgettings = 0;
  /** What ended here lately, by the key of the identity: one that was read before may arrive after. */
  readonly #endings = new LRUCache<string, Ending>({ max: 10_000, ttl: endingMs });

  constructor(ports: { db: Kysely<Database>; verifier: TokenVerifier; connections: Connections; publisher: Publisher }) {
    this.#db = ports.db;
    this.#verifier = ports.verifier;
    this.#connections = ports.connections;
    this.#publisher = ports.publisher;
  }

  /** Throws `token_invalid`, `token_expired`, `session_revoked`, `account_inactive`, `unavailable`. */
  async authenticate(token: string): Promise<Actor> {
    try {
      return await this.#authenticate(token);
    } catch (error) {
      throw fromDatabaseError(error);
    }
  }

  async #authenticate(token: string): Promise<Actor> {
    const claims = await this.#verifier.verify(token);
    if (claims.userId.length === 0 || [...claims.userId].length > limits.userId || claims.userId.includes("\0") || !claims.userId.isWellFormed())
      throw fail("token_invalid");
    const { user, sessionEnded } = await this.#identify(claims);
    if (sessionEnded) throw fail("session_revoked");
    if (!user.active) throw fail("account_inactive");
    const actor = {
      user: { id: user.id, name: user.name, imageUrl: user.imageUrl },
      role: user.role,
      sessionId: claims.sessionId,
      expiresAtMs: claims.expiresAtMs,
    };
    const ending = this.endingOf(actor);
    if (ending !== undefined) throw fail(ending);
    return actor;
  }

  /** Why an actor who was judged a moment ago may do nothing more; undefined: nothing has changed. */
  endingOf({ user, sessionId }: Pick<Actor, "user" | "sessionId">): Ending | undefined {
    return this.#endings.get(keyOf(user.id, null)) ?? (sessionId === null ? undefined : this.#endings.get(keyOf(user.id, sessionId)));
  }

  /** This user was deactivated: nothing of theirs works from here on. */
  endUser(userId: string): void {
    this.forget(userId);
    this.#endings.set(keyOf(userId, null), "account_inactive");
    this.#connections.endUser(userId, "account_inactive");
  }

  /** These sessions of a user have ended. */
  endSessions(userId: string, sessionIds: string[]): void {
    for (const id of sessionIds) {
      this.#identities.delete(keyOf(userId, id));
      this.#endings.set(keyOf(userId, id), "session_revoked");
    }
    this.#connections.endUser(userId, "session_revoked", sessionIds);
  }

  /** This user was activated again. */
  readmit(userId: string): void {
    this.forget(userId);
    this.#endings.delete(keyOf(userId, null));
  }

  /** The stored user changed: read them again. */
  forget(userId: string): void {
    this.#forgettings += 1;
    for (const key of this.#reading.keys()) if (key.startsWith(`${userId}\n`)) this.#reading.delete(key);
    for (const key of this.#identities.keys()) if (key.startsWith(`${userId}\n`)) this.#identities.delete(key);
  }

  async #identify(claims: Claims): Promise<Identity> {
    const key = keyOf(claims.userId, claims.sessionId);
    const cached = this.#identities.get(key);
    const asOf = this.#forgettings;
    const found = cached ?? (await this.#find(key, claims));
    const identity = claims.sessionId === null ? await this.#applyClaims(found, claims) : found;
    if (identity === undefined) throw fail("session_revoked");
    if (identity !== cached && asOf === this.#forgettings) this.#identities.set(key, identity);
    return identity;
  }

  /** Once for all who ask at the same time: thousands of calls of one person must not each take a connection. */
  #find(key: string, { userId, sessionId }: Claims): Promise<Identity | undefined> {
    const running = this.#reading.get(key);
    if (running !== undefined) return running;
    const reading = findIdentity(this.#db, userId, sessionId).finally(() => {
      if (this.#reading.get(key) === reading) this.#reading.delete(key);
    });
    this.#reading.set(key, reading);
    return reading;
  }

  /** A host's users appear on first sight, and follow what its tokens say of them. */
  async #applyClaims(found: Identity | undefined, claims: Claims): Promise<Identity> {
    const name = claims.name === null ? undefined : [...claims.name.replaceAll("\0", "").toWellFormed().trim()].slice(0, limits.userName).join("") || undefined;
    const imageUrl = claims.imageUrl === null || !pictureUrl.safeParse(claims.imageUrl).success ? undefined : claims.imageUrl;
    const role = claims.role ?? undefined;
    const user = found?.user;
    const same = user !== undefined && (name ?? user.name) === user.name && (imageUrl ?? user.imageUrl) === user.imageUrl && (role ?? user.role) === user.role;
    if (found !== undefined && same) return found;
    const stored = await upsertUser(this.#db, {
      id: claims.userId,
      name: name ?? user?.name ?? [...claims.userId].slice(0, limits.userName).join(""),
      imageUrl: imageUrl ?? user?.imageUrl ?? null,
      role: role ?? user?.role ?? "member",
    });
    if (user !== undefined) {
      const { id, name, imageUrl } = stored;
      for (const socket of this.#connections.of(id)) socket.data.actor = { ...socket.data.actor, user: { id, name, imageUrl }, role: stored.role };
      this.#publisher.publish({ name: "user.updated", payload: { id, name, imageUrl }, to: { kind: "watchers", userId: id } });
    }
    return { user: stored, sessionEnded: false };
  }
}

function keyOf(userId: string, sessionId: string | null): string {
  return `${userId}\n${sessionId ?? ""}`;
}
