import type { ServerResponse } from "node:http";
import { limits } from "@parley/protocol";
import type { Logger } from "pino";
import type { Actor } from "../actor.ts";
import type { Spoken } from "../dialects/dialect.ts";
import type { OpenStream } from "../events/openStreams.ts";
import type { Listener, Words } from "../events/subscriptions.ts";

/** For what is queued to be read by a client that is told to go. */
const goodbyeMs = 2000;

/** Below the minute after which proxies cut an idle line. */
const keepAliveMs = 20_000;

/**
 * An answer of server-sent events, ended as a socket is. What waits to be read
 * is bounded as for sockets; the value at the beginning, which was asked for,
 * is not counted until it has been read. Whoever does not keep up is cut off,
 * comes back, and begins with the value of that moment.
 */
export class EventStream implements OpenStream, Listener {
  readonly actor: Actor;
  readonly address: string;
  readonly #response: ServerResponse;
  readonly #log: Logger;
  readonly #toOwn: (words: Words) => Spoken;
  #mostBytes: number = limits.socketQueueBytes;
  #ended = false;

  /** `toOwn`: what is said, as this path alone says it; the same for all who hear the same words. */
  constructor(response: ServerResponse, { actor, address, log, toOwn }: { actor: Actor; address: string; log: Logger; toOwn(words: Words): Spoken }) {
    this.actor = actor;
    this.address = address;
    this.#response = response;
    this.#log = log;
    this.#toOwn = toOwn;
  }

  /** It was ended, perhaps before it was open. */
  get ended(): boolean {
    return this.#ended;
  }

  /** `headers`: those that every answer has. */
  open(headers: Record<string, number | string | string[] | undefined>, first: Words): void {
    const response = this.#response;
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    // A proxy that buffers, as nginx does unless told, would hold events back.
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
    this.#mostBytes += Buffer.byteLength(this.#encode(first));
    response.once("drain", () => {
      this.#mostBytes = limits.socketQueueBytes;
    });
    const timer = setInterval(() => this.#write("event: keep-alive\ndata: null\n\n"), keepAliveMs).unref();
    response.once("close", () => clearInterval(timer));
  }

  hear(words: Words): void {
    this.#write(this.#encode(words));
  }

  end(comeBackMs?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#response.headersSent) return;
    const response = this.#response;
    response.end(comeBackMs === undefined ? "" : `retry: ${comeBackMs}\n\n`);
    const timer = setTimeout(() => response.destroy(), goodbyeMs).unref();
    response.once("close", () => clearTimeout(timer));
  }

  #write(text: string): void {
    const response = this.#response;
    if (this.#ended || response.destroyed) return;
    response.write(text);
    if (response.writableLength <= this.#mostBytes) return;
    this.#log.warn({ userId: this.actor.user.id, bytes: response.writableLength }, "A stream does not keep up; closing it");
    response.destroy();
  }

  #encode(words: Words): string {
    if (words.encoded === undefined) {
      const { event, body } = this.#toOwn(words);
      words.encoded = `event: ${event}\ndata: ${JSON.stringify(body ?? null)}\n\n`;
    }
    return words.encoded;
  }
}
