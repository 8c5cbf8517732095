import type { User } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { Logger } from "pino";
import type { About, Known } from "../dialects/dialect.ts";

type Found = Omit<Known, "hearers" | "now">;

/** Another node's change of a name is seen here after this time at the latest. */
const nameTtlMs = 60_000;

/**
 * What dialects say besides an event's payload: a name, a message's sender.
 * Kept, so that a person who comes and goes costs one query; what is kept is
 * given at once, and what is on its way is given in the order of asking.
 */
export class Lookups {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #users = new LRUCache<string, { value: User | undefined } | Promise<User | undefined>>({ max: 10_000, ttl: nameTtlMs });
  readonly #senders = new LRUCache<string, { value: string | undefined } | Promise<string | undefined>>({ max: 10_000 });

  constructor(pool: pg.Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /** A name changed. */
  forget(userId: string): void {
    this.#users.delete(userId);
  }

  know({ userId, message }: About, tell: (found: Found) => void): void {
    const user = userId === undefined ? { value: undefined } : this.#get(this.#users, userId, () => this.#findUser(userId));
    const key = message === undefined ? "" : `${message.conversationId} ${message.seq}`;
    const sender = message === undefined ? { value: undefined } : this.#get(this.#senders, key, () => this.#findSender(message));
    const failed = (error: unknown): void => this.#log.warn({ err: error }, "An event could not be put into words; sync will repair it");
    if (user instanceof Promise || sender instanceof Promise) {
      const waits = [user, sender].map((one) => (one instanceof Promise ? one : Promise.resolve(one.value)));
      Promise.all(waits)
        .then(([foundUser, senderId]) => tell({ user: foundUser as User | undefined, senderId: senderId as string | undefined }))
        .catch(failed);
      return;
    }
    try {
      tell({ user: user.value, senderId: sender.value });
    } catch (error) {
      failed(error);
    }
  }

  #get<Value>(cache: LRUCache<string, { value: Value } | Promise<Value>>, key: string, find: () => Promise<Value>): { value: Value } | Promise<Value> {
    const kept = cache.get(key);
    if (kept !== undefined) return kept;
    const finding = find();
    cache.set(key, finding);
    finding.then(
      (value) => cache.get(key) === finding && cache.set(key, { value }),
      () => cache.get(key) === finding && cache.delete(key),
    );
    return finding;
  }

  async #findUser(userId: string): Promise<User | undefined> {
    const { rows } = await this.#pool.query<User>({
      name: "lookup_user",
      text: `select id, name, image_url as "imageUrl" from users where id = $1`,
      values: [userId],
    });
    return rows[0];
  }

  async #findSender({ conversationId, seq }: { conversationId: string; seq: number }): Promise<string | undefined> {
    const text = "select sender_id from messages where conversation_id = $1 and seq = $2";
    const { rows } = await this.#pool.query<{ sender_id: string }>({ name: "lookup_sender", text, values: [conversationId, seq] });
    return rows[0]?.sender_id;
  }
}
