import { join } from "node:path";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config.ts";
import type { Database } from "../../db/schema.ts";
import type { Held, IncomingFile } from "../../incomingFile.ts";
import type { ObjectStore } from "../../storage/objectStore.ts";
import { openStore } from "../../storage/openStore.ts";
import { hold } from "./hold.ts";
import { Incoming } from "./incoming.ts";
import { Links } from "./links.ts";
import { MediaReader } from "./media.ts";
import { Scanner } from "./scanner.ts";
import { Sweeper } from "./sweeper.ts";

/** What the operations of this room share. */
export class Files {
  readonly store: ObjectStore;
  readonly incoming: Incoming;
  readonly links: Links;
  /** null: nothing is scanned. */
  readonly scanner: Scanner | null;
  readonly media = new MediaReader();
  readonly sweeper: Sweeper;
  readonly #config: Config;

  constructor({ config, clock, log, db }: { config: Config; clock: Clock; log: Logger; db: Kysely<Database> }) {
    this.#config = config;
    this.store = openStore(config, log);
    this.incoming = new Incoming(join(config.dataDir, "incoming"));
    this.links = new Links(config.jwtSecret, clock);
    this.scanner = config.clamd === null ? null : new Scanner(config.clamd, log);
    this.sweeper = new Sweeper({ db, store: this.store, incoming: this.incoming, clock, log });
  }

  /** For forms that say what a file is for only after it. */
  hold(file: IncomingFile, maxBytes: number): Promise<Held> {
    return hold(this.incoming, file, { maxBytes: Math.min(maxBytes, this.#config.uploadMaxBytes), idleMs: this.#config.uploadIdleMs });
  }

  async stop(): Promise<void> {
    await this.sweeper.stop();
    await this.media.close();
  }
}
