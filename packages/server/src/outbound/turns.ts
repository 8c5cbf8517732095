import pLimit, { type LimitFunction } from "p-limit";
import { OutboundRefusal } from "./outboundRefusal.ts";

/** With five seconds each, the last in line waits about as long as the last at a slow host: half a minute. */
const maxRunning = 16;
const maxWaiting = 100;
const maxWaitingPerHost = 4;

/** Who waits for what: one request per host at a time, sixteen in all. Whoever comes when the lines are full is refused. */
export class Turns {
  readonly #all = pLimit(maxRunning);
  readonly #hosts = new Map<string, LimitFunction>();

  async run<Result>(host: string, work: () => Promise<Result>): Promise<Result> {
    const line = this.#hosts.get(host) ?? pLimit(1);
    if (line.pendingCount >= maxWaitingPerHost || this.#all.pendingCount >= maxWaiting) throw new OutboundRefusal("busy");
    this.#hosts.set(host, line);
    try {
      return await line(() => this.#all(work));
    } finally {
      if (line.activeCount + line.pendingCount === 0) this.#hosts.delete(host);
    }
  }
}
