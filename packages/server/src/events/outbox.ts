import type { EventName } from "@parley/protocol";
import type pg from "pg";
import type { Logger } from "pino";

/** A durable event that was committed: enough to find what it was about. */
export type OutboxEntry = { conversationId: string; rev: number; event: EventName; seq: number | null };

/** Publishes again what a crashed process committed and did not publish. */
export type Replay = (entry: OutboxEntry) => Promise<void>;

const SETTLE = {
  name: "outbox_settle",
  text: "delete from outbox o using unnest($1::uuid[], $2::bigint[]) as k (conversation_id, rev) where o.conversation_id = k.conversation_id and o.rev = k.rev",
};
const OVERDUE = {
  name: "outbox_overdue",
  text: `select conversation_id as "conversationId", rev, event, seq from outbox
    where created_at < now() - interval '5 seconds' order by created_at, rev limit 500`,
};

const settleEveryMs = 200;
const sweepEveryMs = 2000;

/**
 * Rows enter the outbox in the statement that makes the change, and leave it
 * after publishing. What is older than five seconds was left behind by a crash (of
 * this node or another) and is published again; hearers that have it drop it by rev.
 *
 * Deleting in bulk every 200 ms costs about 2 µs a message.
 */
export class Outbox {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  #settled: { conversationIds: string[]; revs: number[] } = { conversationIds: [], revs: [] };
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(pool: pg.Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  async start(replay: Replay): Promise<void> {
    await this.#sweep(replay);
    this.#timers = [setInterval(() => this.#settle(), settleEveryMs), setInterval(() => void this.#sweep(replay), sweepEveryMs)];
  }

  /** This change has been published. */
  settle(conversationId: string, rev: number): void {
    this.#settled.conversationIds.push(conversationId);
    this.#settled.revs.push(rev);
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#settle();
    await this.#running;
  }

  #settle(): void {
    const { conversationIds, revs } = this.#settled;
    if (revs.length === 0) return;
    this.#settled = { conversationIds: [], revs: [] };
    this.#running = this.#running.then(() => this.#delete(conversationIds, revs));
  }

  async #delete(conversationIds: string[], revs: number[]): Promise<void> {
    try {
      await this.#pool.query({ ...SETTLE, values: [conversationIds, revs] });
    } catch (error) {
      // They stay and are published a second time: harmless, and better than not at all.
      this.#log.warn({ err: error }, "Published events could not be cleared from the outbox");
    }
  }

  async #sweep(replay: Replay): Promise<void> {
    try {
      const { rows } = await this.#pool.query<OutboxEntry>(OVERDUE);
      for (const entry of rows) {
        await replay(entry);
        this.settle(entry.conversationId, entry.rev);
      }
      if (rows.length > 0) this.#log.info({ events: rows.length }, "Published what a crash had left in the outbox");
    } catch (error) {
      this.#log.warn({ err: error }, "The outbox could not be read; trying again");
    }
  }
}
