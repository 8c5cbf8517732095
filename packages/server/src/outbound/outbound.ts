import { MIMEType } from "node:util";
import { request } from "undici";
import { AddressGuard } from "./addressGuard.ts";
import { type AllowedTarget, toHost } from "./allowedTarget.ts";
import { acceptEncoding, decodedBytes } from "./decodedBytes.ts";
import { guardedAgent } from "./guardedAgent.ts";
import { OutboundRefusal } from "./outboundRefusal.ts";
import { portOf, toOutboundUrl } from "./outboundUrl.ts";
import type { Resolve } from "./resolve.ts";
import { Turns } from "./turns.ts";

export type OutboundLimits = { timeoutMs: number; maxBytes: number; maxHeaderBytes: number; maxRedirects: number };

const defaultLimits: OutboundLimits = { timeoutMs: 5000, maxBytes: 512 * 1024, maxHeaderBytes: 16 * 1024, maxRedirects: 3 };

/** An answer whose body is read while it comes. `url` is where the redirects have led. */
export type Page = { url: URL; type: MIMEType; body: AsyncIterable<Uint8Array> };

export type PageRequest<Result> = {
  /** For the Accept header. */
  accept: string;
  /** Whether an answer of this type is wanted. */
  takes: (type: MIMEType) => boolean;
  /** Hosts that are not asked, by redirects neither. */
  exceptHosts: string[];
  /** May leave before the body ends; then the rest is not fetched. */
  read: (page: Page) => Promise<Result>;
};

type Visit<Result> = { next: URL } | { result: Result };

/** Requests to other people's servers. */
export class Outbound {
  readonly #guard: AddressGuard;
  readonly #limits: OutboundLimits;
  readonly #turns = new Turns();
  readonly #running = new Set<AbortController>();
  #stopped = false;

  constructor({ allow, resolve, limits }: { allow: AllowedTarget[]; resolve: Resolve; limits?: Partial<OutboundLimits> }) {
    this.#guard = new AddressGuard({ allow, resolve });
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Reads a page. The time runs from the first connection to the last byte, redirects and turns between them included. */
  async get<Result>(address: string, page: PageRequest<Result>): Promise<Result> {
    const deadline = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    this.#running.add(deadline);
    try {
      let url = toOutboundUrl(address);
      for (let redirects = 0; redirects <= this.#limits.maxRedirects; redirects++) {
        const visit = await this.#turns.run(url.hostname, () => {
          if (this.#stopped) throw new OutboundRefusal("stopped");
          timer ??= setTimeout(() => deadline.abort(new OutboundRefusal("timeout")), this.#limits.timeoutMs);
          return this.#visit(url, page, deadline.signal);
        });
        if ("result" in visit) return visit.result;
        url = visit.next;
      }
      throw new OutboundRefusal("redirects");
    } catch (error) {
      // What broke because it was aborted is told by why it was.
      throw deadline.signal.aborted ? deadline.signal.reason : error;
    } finally {
      clearTimeout(timer);
      this.#running.delete(deadline);
    }
  }

  /** Whether an address, written by somebody else, leads into the public Internet as far as can be known. Nothing is connected to. */
  async mayReach(address: string): Promise<boolean> {
    try {
      const url = toOutboundUrl(address);
      await this.#guard.addressesFor(url.hostname, portOf(url), AbortSignal.timeout(this.#limits.timeoutMs));
      return true;
    } catch {
      return false;
    }
  }

  /** Ends what is under way. */
  stop(): void {
    this.#stopped = true;
    for (const deadline of this.#running) deadline.abort(new OutboundRefusal("stopped"));
  }

  async #visit<Result>(url: URL, { accept, takes, exceptHosts, read }: PageRequest<Result>, signal: AbortSignal): Promise<Visit<Result>> {
    if (exceptHosts.includes(toHost(url.hostname))) throw new OutboundRefusal("excluded_host");
    const agent = guardedAgent(this.#guard, this.#limits, signal);
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: agent,
        signal,
        headers: { "user-agent": "Parley-LinkPreviews/1", accept, "accept-encoding": acceptEncoding },
      });
      // Leaving before the end destroys the body, which tells so as an error when nobody listens.
      body.on("error", () => {});
      const location = first(headers.location);
      if (statusCode >= 300 && statusCode < 400 && location !== "") return { next: toOutboundUrl(location, url) };
      if (statusCode !== 200) throw new OutboundRefusal("status");
      const type = toType(first(headers["content-type"]));
      if (type === null || !takes(type)) throw new OutboundRefusal("content_type");
      return { result: await read({ url, type, body: decodedBytes(body, first(headers["content-encoding"]), this.#limits.maxBytes) }) };
    } finally {
      await agent.destroy();
    }
  }
}

/** undici gives an array when a header comes twice. */
function first(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? "";
}

function toType(header: string): MIMEType | null {
  try {
    return new MIMEType(header);
  } catch {
    return null;
  }
}
