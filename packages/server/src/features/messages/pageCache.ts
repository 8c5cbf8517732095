import type { Output } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type { Encoded } from "../../encoded.ts";
import type { Publisher } from "../../events/publish.ts";

/** A page of history, and the state of the conversation that it shows. */
export type KeptPage = { rev: number; firstSeq: number; output: Encoded<Output<"messages.list">> };

/** About 2,500 pages of 50 short messages. */
const maxBytes = 64 * 1024 * 1024;
/** Key and bookkeeping of an entry. */
const entryBytes = 500;
/** Another node's change of a name is seen here after this time at the latest. */
const ttlMs = 60_000;

/**
 * Pages of history that were read before, as JSON. Every durable change of a
 * conversation makes a new rev, so a page of the same rev is the same page:
 * only the reader's membership and the rev are asked for, one indexed row
 * instead of fifty. Opening a conversation that has not changed, and a group
 * in which everybody opens the same page, cost a third of a read (bench/).
 */
export class PageCache {
  readonly #pages = new LRUCache<string, KeptPage>({ maxSize: maxBytes, sizeCalculation: ({ output }) => output.json.length + entryBytes, ttl: ttlMs });
  #names = 0;

  constructor(publisher: Publisher) {
    // A sender's name is part of a page and has no rev.
    publisher.on("user.updated", () => {
      this.#names += 1;
      this.#pages.clear();
    });
  }

  /** Changes with every name: a page that was read under another value shows old names, and must not be kept. */
  get names(): number {
    return this.#names;
  }

  get(key: string): KeptPage | undefined {
    return this.#pages.get(key);
  }

  set(key: string, page: KeptPage): void {
    this.#pages.set(key, page);
  }
}
