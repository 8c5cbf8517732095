import type { Call } from "../calls/call.ts";

export type Variant = "original" | "thumbnail";
type Held = { url: Promise<string>; goodUntil: number };

/** Whoever is given an address has at least this long to begin with it. */
const leastLifeMs = 30_000;
/** Far more than a screen shows; the oldest go first. */
const mostHeld = 1000;

export type Links = { get(attachmentId: string, variant?: Variant): Promise<string> };

/** Addresses of files, each asked for once while it is good: a picture that is drawn again comes from the browser's cache. */
export function createLinks(base: string, call: Call, now: () => number = Date.now): Links {
  const held = new Map<string, Held>();

  async function ask(key: string, attachmentId: string, variant: Variant): Promise<string> {
    const askedAt = now();
    try {
      const { url, expiresAt } = await call("attachments.link", { attachmentId, variant });
      const entry = held.get(key);
      // Of both clocks the one that says less: this device's may be wrong.
      if (entry) entry.goodUntil = Math.min(Date.parse(expiresAt), askedAt + 5 * 60_000) - leastLifeMs;
      return base + url;
    } catch (error) {
      held.delete(key);
      throw error;
    }
  }

  return {
    get(attachmentId, variant = "original") {
      const key = `${attachmentId} ${variant}`;
      const known = held.get(key);
      if (known && known.goodUntil > now()) return known.url;
      held.delete(key);
      for (const [oldest] of held) if (held.size >= mostHeld) held.delete(oldest);
      const entry: Held = { url: Promise.resolve(""), goodUntil: Number.POSITIVE_INFINITY };
      held.set(key, entry);
      entry.url = ask(key, attachmentId, variant);
      return entry.url;
    },
  };
}
