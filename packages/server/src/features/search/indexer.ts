import { performance } from "node:perf_hooks";
import type pg from "pg";
import type { Logger } from "pino";
import type { Publisher } from "../../events/publish.ts";
import { nameUsers } from "../users/index.ts";
import { indexBatch } from "./indexBatch.ts";
import { BEHIND } from "./indexer.sql.ts";
import { Quarantine } from "./quarantine.ts";
import { newWritten } from "./vocabulary.ts";

const conversationsPerBatch = 25;
const restMs = 200;
/** Rests so many times as long as it works: sends of a busy server go first. */
const restFactor = { idle: 0.5, busy: 20 };
/** However long its work took: where others take the machine, much of that was waiting. */
const longestRestMs = 5000;
/** What a search that meets too much waits for the index. */
const hurryMs = 1000;
/** Share of time that the event loop is at work above which the server counts as busy. */
const busyLoop = 0.4;
/** Finds what other nodes left when they died. */
const sweepEveryMs = 600_000;
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Brings the index up to date shortly after messages were published, a batch
 * at a time. It only ever lags: what it has not reached is read from the
 * messages themselves by each search (fresh.ts), so it may wait, die or be
 * switched off. The marks of search_progress say where to go on.
 */
export class Indexer {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #written = newWritten();
  readonly #behind = new Set<string>();
  readonly #quarantine: Quarantine;
  #timer: NodeJS.Timeout | null = null;
  #sweep: NodeJS.Timeout | null = null;
  #running: Promise<boolean> = Promise.resolve(false);
  #on = false;
  /** Conversations from this id on may be behind without an event having told so; null: none. */
  #lookFrom: string | null = null;

  constructor(pool: pg.Pool, publisher: Publisher, log: Logger) {
    this.#pool = pool;
    this.#log = log;
    this.#quarantine = new Quarantine(log);
    for (const name of ["message.created", "message.edited", "message.deleted"] as const)
      publisher.on(name, ({ conversationId }) => this.#note(conversationId));
  }

  start(): void {
    this.#on = true;
    this.#sweep = setInterval(() => this.#lookAround(), sweepEveryMs);
    this.#lookAround();
  }

  #lookAround(): void {
    void nameUsers(this.#pool).catch((error) => this.#complain(error));
    this.#lookFrom = firstId;
    if (this.#timer === null) this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#on = false;
    if (this.#sweep !== null) clearInterval(this.#sweep);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Indexes everything that is behind, now. For tools and tests. */
  async catchUp(): Promise<void> {
    await nameUsers(this.#pool);
    this.#lookFrom = firstId;
    while (this.#behind.size > 0 || this.#lookFrom !== null) await this.#step();
  }

  /** Indexes these before all others, as far as a second suffices: for a search that cannot read all that the index lacks. */
  async hurry(conversationIds: string[]): Promise<void> {
    const until = performance.now() + hurryMs;
    for (const id of conversationIds) this.#behind.add(id);
    const left = () => conversationIds.filter((id) => this.#behind.has(id));
    while (left().length > 0 && performance.now() < until) if (!(await this.#step(left))) return;
  }

  #note(conversationId: string): void {
    if (!this.#on) return;
    this.#behind.add(conversationId);
    if (this.#timer === null) this.#schedule(restMs);
  }

  #schedule(ms: number): void {
    const rest = performance.eventLoopUtilization();
    this.#timer = setTimeout(async () => {
      // While it rested: its own work does not count.
      const busy = performance.eventLoopUtilization(rest).utilization > busyLoop;
      const startedAt = performance.now();
      const worked = await this.#step();
      this.#timer = null;
      if (!this.#on || (this.#behind.size === 0 && this.#lookFrom === null)) return;
      const workMs = performance.now() - startedAt;
      this.#schedule(worked ? Math.max(restMs / 4, Math.min(longestRestMs, workMs * (busy ? restFactor.busy : restFactor.idle))) : restMs * 10);
    }, ms);
  }

  /** One batch at a time. Gives whether it could work. */
  #step(wanted?: () => string[]): Promise<boolean> {
    this.#running = this.#running.then(() => this.#index(wanted?.() ?? [])).catch((error) => this.#complain(error));
    return this.#running;
  }

  async #index(wanted: string[]): Promise<boolean> {
    if (this.#lookFrom !== null && this.#behind.size < conversationsPerBatch) await this.#look(this.#lookFrom);
    const ids = this.#quarantine.next(wanted.length > 0 ? wanted : [...this.#behind], conversationsPerBatch);
    if (ids.length === 0) return true;
    // What is published from here on is noted again.
    for (const id of ids) this.#behind.delete(id);
    let complete: string[] | null = null;
    let givenUp: string[] = [];
    try {
      complete = await indexBatch(this.#pool, ids, this.#written);
      this.#quarantine.passed(ids);
    } catch (error) {
      givenUp = this.#quarantine.failed(ids, error);
      throw error;
    } finally {
      for (const id of ids) if (!complete?.includes(id) && !givenUp.includes(id)) this.#behind.add(id);
    }
    return complete !== null;
  }

  /** A thousand of those that are behind; `#lookFrom` tells where to go on. */
  async #look(after: string): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string }>({ ...BEHIND, values: [after] });
    for (const { id } of rows) this.#behind.add(id);
    this.#lookFrom = rows.at(-1)?.id ?? null;
  }

  #complain(error: unknown): false {
    this.#log.warn({ err: error }, "The search index could not be brought up to date; trying again");
    return false;
  }
}
