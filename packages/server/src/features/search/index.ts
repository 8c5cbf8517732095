/**
 * Finds messages. A view: it owns search_documents, search_words,
 * search_forms and search_progress, which can be dropped and made again from the messages.
 * Promises: who finds a message may read it at that moment; a message is found,
 * found by its new words, or no longer found, from the commit of its sending,
 * edit or deletion on, however far the index lags; a deleted text's words leave
 * the index too. Sends do not wait for any of it.
 *
 * A message is found by the words of its text and of its files' names, and by
 * filters. Without words, all that pass the filters are found, or all of the
 * conversation that is asked for; punctuation alone finds nothing.
 *
 * A query is read (query.ts), its words are expanded by what the index knows of
 * words (expand.ts), candidates come from the index (candidates.ts), and each
 * is compared with its message as it is now (match.ts).
 */
import type pg from "pg";
import type { Logger } from "pino";
import type { Publisher } from "../../events/publish.ts";
import { Indexer } from "./indexer.ts";
import { searchMessages } from "./searchMessages.ts";

/** What search keeps for itself: connections whose statements may not take long, and the indexer. */
export class Search {
  static readonly connections = 4;
  /** For each of its statements; a few make a search. */
  static readonly statementTimeoutMs = 2000;
  readonly pool: pg.Pool;
  readonly indexer: Indexer;

  constructor(pool: pg.Pool, publisher: Publisher, log: Logger) {
    this.pool = pool;
    this.indexer = new Indexer(pool, publisher, log);
  }

  async stop(): Promise<void> {
    await this.indexer.stop();
    await this.pool.end();
  }
}

export const search = { messages: searchMessages };
