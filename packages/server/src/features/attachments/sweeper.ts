import { limits, ParleyError } from "@parley/protocol";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../db/schema.ts";
import type { ObjectStore } from "../../storage/objectStore.ts";
import type { Incoming } from "./incoming.ts";
import { directKeyOf, keyOf } from "./keys.ts";

const everyMs = 10 * 60_000;
const batch = 100;

type SweeperPorts = { db: Kysely<Database>; store: ObjectStore; incoming: Incoming; clock: Clock; log: Logger };

/**
 * Removes what nobody can have any more: uploads that no message has after a
 * day, and files of deleted messages. First the row says so, then the objects
 * go, then the row: interrupted anywhere, it goes on the next time, and two
 * nodes that sweep together do the same twice.
 */
export class Sweeper {
  readonly #ports: SweeperPorts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** Something was deleted after the sweep that runs began to look. */
  #due = false;

  constructor(ports: SweeperPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = setInterval(() => this.soon(), everyMs).unref();
    this.soon();
  }

  /** Not awaited by whoever has just deleted something. */
  soon(): void {
    if (this.#timer === undefined) return;
    this.#due = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** Everything that is due. Resolves to how many attachments are gone. Throws when the store or the database cannot be reached. */
  async sweep(): Promise<number> {
    const { db, incoming, clock } = this.#ports;
    const before = clock.now() - limits.unclaimedUploadMs;
    await incoming.removeOlderThan(before);
    await db
      .updateTable("attachments")
      .set({ state: "deleted" })
      .where("message_seq", "is", null)
      .where("state", "<>", "deleted")
      .where("created_at", "<", new Date(before).toISOString())
      .execute();
    let swept = 0;
    for (;;) {
      const rows = await db.selectFrom("attachments").select("id").where("state", "=", "deleted").orderBy("id").limit(batch).execute();
      for (const { id } of rows) await this.#remove(id);
      swept += rows.length;
      if (rows.length < batch) return swept;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#due && this.#timer !== undefined) {
      this.#due = false;
      await this.sweep().catch((error: unknown) => this.#ports.log.warn({ err: error }, "Files could not be removed; trying again later"));
    }
  }

  async #remove(id: string): Promise<void> {
    const { db, store } = this.#ports;
    for (const key of [keyOf(id), keyOf(id, "thumbnail"), directKeyOf(id)]) await store.remove(key).catch(unlessAbsent);
    await db.deleteFrom("attachments").where("id", "=", id).where("state", "=", "deleted").execute();
  }
}

function unlessAbsent(error: unknown): void {
  if (!(error instanceof ParleyError && error.code === "not_found")) throw error;
}
