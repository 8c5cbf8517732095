import type pg from "pg";

/** A probe that finds no answer after this long is told no. */
const patienceMs = 2000;
/** Probes may come often; the database is asked once in this time. */
const freshMs = 500;

/**
 * Whether this node should get requests. Alive is whoever answers; ready is
 * who reaches the database and is not about to stop.
 */
export class Health {
  readonly #pool: pg.Pool;
  #draining = false;
  #answer: { askedAt: number; ready: Promise<boolean> } = { askedAt: Number.NEGATIVE_INFINITY, ready: Promise.resolve(false) };

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** From here on this node is not ready: it will stop. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  async isReady(): Promise<boolean> {
    if (this.#draining) return false;
    const now = performance.now();
    if (now - this.#answer.askedAt > freshMs) this.#answer = { askedAt: now, ready: this.#ask() };
    return this.#answer.ready;
  }

  #ask(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), patienceMs);
    this.#pool.query("select 1").then(
      () => resolve(true),
      () => resolve(false),
    );
    return promise.finally(() => clearTimeout(timer));
  }
}
