import pLimit, { type LimitFunction } from "p-limit";
import { OutboundRefusal } from "./outboundRefusal.ts";

/** Of all hosts together. With five seconds each, the last in line waits about as long as the last at a slow host: half a minute. */
const maxRunning = 16;
const maxWaiting = 100;
const maxWaitingPerHost = 4;

type Line = { limit: LimitFunction; inside: number };

/** Who waits for what: one request per host at a time, sixteen in all. Whoever comes when the lines are full is refused. */
export class Turns {
  readonly #all = pLimit(maxRunning);
  readonly #lines = new Map<string, Line>();
  #inside = 0;

  async run<Result>(host: string, work: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(host) ?? { limit: pLimit(1), inside: 0 };
    if (line.inside > maxWaitingPerHost || this.#inside >= maxRunning + maxWaiting) throw new OutboundRefusal("busy");
    this.#lines.set(host, line);
    line.inside += 1;
    this.#inside += 1;
    try {
      // Who waits for a host takes no place from others.
      return await line.limit(() => this.#all(work));
    } finally {
      line.inside -= 1;
      this.#inside -= 1;
      if (line.inside === 0) this.#lines.delete(host);
    }
  }
}
