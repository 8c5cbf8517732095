import type { LinkPreview } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import { type Outbound, OutboundRefusal, type Page } from "../../outbound/index.ts";
import { decodedText } from "./decodedText.ts";
import { readHead } from "./readHead.ts";
import { type PagePreview, toImagePreview, toPreview } from "./toPreview.ts";

/** At most about 2 kB each. */
const maxKept = 5000;
const keptMs = 60 * 60 * 1000;

const html = ["text/html", "application/xhtml+xml"];

/** Previews of pages, kept for an hour: a link that goes round is fetched once. That a page could not be had is kept too. */
export class Previewer {
  readonly #outbound: Outbound;
  readonly #exceptHosts: string[];
  readonly #pages: LRUCache<string, Promise<PagePreview | null>>;

  /** `publicUrl`: of this server, whose own pages are not looked at. */
  constructor({ outbound, clock, publicUrl }: { outbound: Outbound; clock: Clock; publicUrl: string | null }) {
    this.#outbound = outbound;
    this.#exceptHosts = publicUrl === null ? [] : [new URL(publicUrl).hostname];
    this.#pages = new LRUCache({ max: maxKept, ttl: keptMs, perf: clock });
  }

  /** null: there is none to be had. Throws only when the page was not asked for, because of too much else to do or of the end. */
  async preview(link: string): Promise<LinkPreview | null> {
    const url = new URL(link);
    url.hash = "";
    const kept = this.#pages.get(url.href);
    const page = kept ?? this.#fetch(url.href);
    if (kept === undefined) this.#pages.set(url.href, page);
    const preview = await page;
    return preview && { url: link, ...preview };
  }

  async #fetch(address: string): Promise<PagePreview | null> {
    try {
      return await this.#outbound.get(address, {
        accept: "text/html, application/xhtml+xml, image/*;q=0.8",
        takes: (type) => html.includes(type.essence) || type.type === "image",
        exceptHosts: this.#exceptHosts,
        read: (page) => this.#read(page),
      });
    } catch (error) {
      if (!(error instanceof OutboundRefusal && (error.reason === "busy" || error.reason === "stopped"))) return null;
      this.#pages.delete(address);
      throw error;
    }
  }

  async #read({ url, type, body }: Page): Promise<PagePreview | null> {
    const mayShow = (address: string) => this.#outbound.mayReach(address);
    return type.type === "image" ? toImagePreview(url, mayShow) : toPreview(await readHead(decodedText(body, type)), url, mayShow);
  }
}
