import { type EventName, ParleyError } from "@parley/protocol";
import type pg from "pg";
import type { Logger } from "pino";
import { fromDatabaseError } from "../db/constraints.ts";
import type { Envelope, Publisher } from "./publish.ts";

/** A commit with events of one name; its outbox row goes when all of them have been published. */
export type Commit = { outboxId: number; unpublished: number };

/** A durable event that was committed: enough to find what it was about. `seq` 0: not about a message. */
export type OutboxEntry = { event: EventName; conversationId: string; rev: number; seq: number };

/** Makes the event of an entry again, from what is stored now. false: it must be tried once more. */
export type Replay = (entry: OutboxEntry) => Promise<boolean>;

type OutboxRow = { id: number; event: EventName; conversation_ids: string[]; revs: number[]; seqs: number[] };

const SETTLE = { name: "outbox_settle", text: "delete from outbox where id = any($1::bigint[])" };
const OVERDUE = {
  name: "outbox_overdue",
  text: `select id, event, conversation_ids, revs, seqs from outbox where id > $1 and created_at < now() - interval '5 seconds' order by id limit $2`,
};
const batch = 100;
/** A row that cannot be published, though the database is well, is given up then: those whom it concerns find its change by sync. */
const mostTries = 5;

const settleEveryMs = 200;
const sweepEveryMs = 2000;

/**
 * A row enters the outbox in the statement that makes the change, and leaves
 * it after publishing. What is older than five seconds was left behind by a
 * crash (of this node or another) and is published again; hearers that have it
 * drop it by rev. A row stands for a whole commit, so a batch of messages pays
 * for one; rows are deleted in bulk every 200 ms.
 */
export class Outbox {
  readonly #pool: pg.Pool;
  readonly #publisher: Publisher;
  readonly #log: Logger;
  #settled: number[] = [];
  /** By row: how often it could not be published. */
  readonly #tries = new Map<number, number>();
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> = Promise.resolve();
  #sweeping = false;

  constructor(pool: pg.Pool, publisher: Publisher, log: Logger) {
    this.#pool = pool;
    this.#publisher = publisher;
    this.#log = log;
  }

  async start(replay: Replay): Promise<void> {
    await this.#sweep(replay);
    this.#timers = [setInterval(() => this.#settle(), settleEveryMs), setInterval(() => void this.#sweep(replay), sweepEveryMs)];
  }

  /** Publishes one event of a commit. If that fails, the row stays and is swept. */
  publish(commit: Commit, envelope: Envelope): void {
    const delivered = this.#publisher.publish(envelope);
    if (delivered === undefined) this.#published(commit);
    else delivered.then((done) => done && this.#published(commit));
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#settle();
    await this.#running;
  }

  #published(commit: Commit): void {
    commit.unpublished -= 1;
    if (commit.unpublished === 0) this.#settled.push(commit.outboxId);
  }

  #settle(): void {
    const ids = this.#settled;
    if (ids.length === 0) return;
    this.#settled = [];
    this.#running = this.#running.then(async () => {
      try {
        await this.#pool.query({ ...SETTLE, values: [ids] });
      } catch (error) {
        // They stay and are published a second time: harmless, and better than not at all.
        this.#log.warn({ err: error }, "Published events could not be cleared from the outbox");
      }
    });
  }

  async #sweep(replay: Replay): Promise<void> {
    // A slow one is not overtaken: each row would be tried twice at once.
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      let published = 0;
      // All of them: rows that cannot be published stay, and must not be in the way of those behind them.
      for (let rows = await this.#overdue(0); rows.length > 0; rows = await this.#overdue(rows.at(-1)?.id ?? 0)) {
        for (const row of rows) if (await this.#replayRow(row, replay)) this.#settled.push(row.id);
        published += rows.length;
        if (rows.length < batch) break;
      }
      if (published > 0) this.#log.info({ commits: published }, "Published what a crash had left in the outbox");
    } catch (error) {
      this.#log.warn({ err: error }, "The outbox could not be read; trying again");
    } finally {
      this.#sweeping = false;
    }
  }

  async #overdue(after: number): Promise<OutboxRow[]> {
    return (await this.#pool.query<OutboxRow>({ ...OVERDUE, values: [after, batch] })).rows;
  }

  /** Whether the row may go. Throws when the database is in trouble. */
  async #replayRow(row: OutboxRow, replay: Replay): Promise<boolean> {
    try {
      let done = true;
      for (const [index, conversationId] of row.conversation_ids.entries())
        done = (await replay({ event: row.event, conversationId, rev: Number(row.revs[index]), seq: Number(row.seqs[index]) })) && done;
      if (done) this.#tries.delete(row.id);
      return done;
    } catch (error) {
      if (fromDatabaseError(error) instanceof ParleyError) throw error;
      const tries = (this.#tries.get(row.id) ?? 0) + 1;
      this.#tries.set(row.id, tries);
      if (tries < mostTries) return false;
      this.#tries.delete(row.id);
      this.#log.error({ err: error, row }, "A commit cannot be published and is given up; those whom it concerns find it by sync");
      return true;
    }
  }
}
