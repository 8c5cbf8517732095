import { isIPv6 } from "node:net";

/** A host of one's own network that may be reached: a name or an address; `port` null: 80 and 443. */
export type AllowedTarget = { host: string; port: number | null };

/** Reads `wiki.example`, `10.0.0.7:8080`, `[fd00::7]:8080`, `fd00::7`; null: it is none. */
export function toAllowedTarget(text: string): AllowedTarget | null {
  const written = isIPv6(text) ? `[${text}]` : text;
  // `any:` has no default port that the parser would drop; `http:` knows hosts.
  const authority = URL.parse(`any://${written}`);
  const host = URL.parse(`http://${written}`)?.hostname;
  if (!authority || !host || authority.host !== written.toLowerCase()) return null;
  return { host: toHost(host), port: authority.port === "" ? null : Number(authority.port) };
}

/** The host of a URL as names and addresses are compared: without brackets and final dot. */
export function toHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
