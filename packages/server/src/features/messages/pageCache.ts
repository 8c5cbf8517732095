import type { Output } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type { Publisher } from "../../events/publish.ts";

type HistoryOutput = Output<"messages.list">;

/** A page of history, and the state of the conversation that it shows. */
export type KeptPage = { rev: number; firstSeq: number; output: HistoryOutput };

/** Rough weight of a message in memory beside its text: the object, and its JSON once encoded. */
const messageBytes = 1200;
const maxBytes = 64 * 1024 * 1024;
/** Another node's change of a name is seen here after this time at the latest. */
const ttlMs = 60_000;

/**
 * Pages of history that were read before. Every durable change of a
 * conversation makes a new rev, so a page of the same rev is the same page:
 * only the reader's membership and the rev are asked for, one indexed row
 * instead of fifty. Opening a conversation that has not changed, and a group
 * in which everybody opens the same page, cost a quarter of a read (bench/).
 */
export class PageCache {
  readonly #pages = new LRUCache<string, KeptPage>({ maxSize: maxBytes, sizeCalculation: weigh, ttl: ttlMs });

  constructor(publisher: Publisher) {
    // A sender's name is part of the page and has no rev.
    publisher.on("user.updated", () => this.#pages.clear());
  }

  get(key: string): KeptPage | undefined {
    return this.#pages.get(key);
  }

  set(key: string, page: KeptPage): void {
    this.#pages.set(key, page);
  }
}

function weigh({ output }: KeptPage): number {
  return [...output.messages, ...output.quoted].reduce((bytes, message) => bytes + messageBytes + 3 * message.text.length, messageBytes);
}
