import { ParleyError } from "@parley/protocol";
import type { Logger } from "pino";
import { fromDatabaseError } from "../../db/constraints.ts";

const mostTries = 3;

/**
 * One conversation with a message that cannot be indexed must not keep others
 * out of the index. Those of a batch that failed are tried each alone; what
 * fails alone three times is given up until it is noted or looked for again,
 * and is read without the index.
 */
export class Quarantine {
  readonly #log: Logger;
  /** Suspects, and how often they failed alone. */
  readonly #tries = new Map<string, number>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The next batch of those that are behind: first those without suspicion together, then one that is suspected. */
  next(behind: string[], most: number): string[] {
    const innocent = behind.filter((id) => !this.#tries.has(id));
    return innocent.length > 0 ? innocent.slice(0, most) : behind.slice(0, 1);
  }

  passed(ids: string[]): void {
    for (const id of ids) this.#tries.delete(id);
  }

  /** Gives those that are given up. A database in trouble says nothing against them. */
  failed(ids: string[], error: unknown): string[] {
    if (fromDatabaseError(error) instanceof ParleyError) return [];
    if (ids.length > 1) for (const id of ids) this.#tries.set(id, 0);
    const [id] = ids;
    if (ids.length !== 1 || id === undefined) return [];
    const tries = (this.#tries.get(id) ?? 0) + 1;
    this.#tries.set(id, tries);
    if (tries < mostTries) return [];
    this.#tries.delete(id);
    this.#log.error({ err: error, conversationId: id }, "A conversation cannot be indexed; searches read it without the index");
    return [id];
  }
}
