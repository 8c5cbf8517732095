import { LRUCache } from "lru-cache";
import type pg from "pg";

const FIND = { name: "direct_by_key", text: "select id from conversations where direct_key = $1" };

/** Rows that other hands removed (a restore, a clean-up by SQL) are noticed after this time at the latest. */
const keptMs = 60_000;

/**
 * Direct conversations by their key. Once begun, a pair keeps its conversation,
 * so its id is kept here: whoever sends by a person's id pays no query for it.
 * What is asked for while it is being found or begun waits for that and for
 * nothing else, so messages to a new acquaintance keep their order.
 */
export class DirectConversations {
  readonly #pool: pg.Pool;
  readonly #ids = new LRUCache<string, string>({ max: 50_000, ttl: keptMs });
  readonly #finding = new Map<string, Promise<string | null>>();
  readonly #opening = new Map<string, Promise<string>>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** `ifNone` throws when there is nobody to begin it with. */
  async find(key: string, ifNone: () => Promise<unknown>): Promise<string | null> {
    return this.#ids.get(key) ?? this.#opening.get(key) ?? this.#finding.get(key) ?? this.#once(this.#finding, key, this.#query(key, ifNone));
  }

  async open(key: string, begin: () => Promise<string>): Promise<string> {
    return this.#ids.get(key) ?? this.#opening.get(key) ?? this.#once(this.#opening, key, begin());
  }

  /** For whoever has removed rows behind this process's back. */
  forget(): void {
    this.#ids.clear();
  }

  #once<Id extends string | null>(pending: Map<string, Promise<Id>>, key: string, asked: Promise<Id>): Promise<Id> {
    const once = asked.then((id) => {
      if (id !== null) this.#ids.set(key, id);
      return id;
    });
    pending.set(key, once);
    const done = (): unknown => pending.delete(key);
    once.then(done, done);
    return once;
  }

  async #query(key: string, ifNone: () => Promise<unknown>): Promise<string | null> {
    const { rows } = await this.#pool.query<{ id: string }>({ ...FIND, values: [key] });
    if (rows[0] === undefined) await ifNone();
    return rows[0]?.id ?? null;
  }
}
