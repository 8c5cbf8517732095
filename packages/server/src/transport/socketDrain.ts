import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "@parley/protocol";
import type { App } from "../app.ts";
import { emitTo } from "../events/connections.ts";

/** Time for a load balancer and for keep-alive connections to notice that this node goes. */
const lingerMs = 1000;
/** Our clients leave when they are told; who has not left by then is closed. */
const patienceMs = 5000;

/**
 * How a node stops without a lost answer: it tells each socket to go and when
 * to come back, each another time, so that they do not all come together; it
 * answers what still arrives until they have gone; then it refuses, finishes
 * what is in progress, and only then are sockets closed.
 */
export class SocketDrain {
  readonly #app: App;
  #inProgress = 0;
  #refusing = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Every request of a socket runs in here. Throws `server_draining` when it is too late to begin. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#refusing) throw fail("server_draining");
    this.#inProgress += 1;
    try {
      return await work();
    } finally {
      this.#inProgress -= 1;
    }
  }

  /** Resolves when all sockets have left, or have had their time to. */
  async announce(): Promise<void> {
    const { connections } = this.#app;
    const spreadMs = 1000 + connections.count + connections.streams.count;
    for (const stream of connections.streams.all()) stream.end(Math.ceil(Math.random() * spreadMs));
    // Clients of dialects that have no word for it stay, are answered, and come back by themselves when their line breaks.
    const told = connections.all().filter((socket) => socket.data.voice.tells("session.ended"));
    for (const socket of told) {
      emitTo(socket, "session.ended", { code: "server_draining", retryAfterMs: Math.ceil(Math.random() * spreadMs) });
    }
    const deadline = performance.now() + patienceMs;
    await sleep(lingerMs);
    while (told.some((socket) => socket.connected) && performance.now() < deadline) await sleep(20);
  }

  /** Nothing new begins; resolves when what had begun has been answered. */
  async finish(): Promise<void> {
    this.#refusing = true;
    while (this.#inProgress > 0) await sleep(5);
  }
}
