import { isIPv6 } from "node:net";

/** A host of one's own network that may be reached: a name or an address; `port` null: 80 and 443. */
export type AllowedTarget = { host: string; port: number | null };

const hostAndPort = /^(\[[\da-f:.]+\]|[^\s:/?#@*[\]\\]+)(?::(\d+))?$/i;

/** Reads `wiki.example`, `10.0.0.7:8080`, `[fd00::7]:8080`, `fd00::7`; null: it is none. */
export function toAllowedTarget(text: string): AllowedTarget | null {
  const [authority, , port] = hostAndPort.exec(isIPv6(text) ? `[${text}]` : text) ?? [];
  const url = authority === undefined ? null : URL.parse(`http://${authority}`);
  return url && { host: toHost(url.hostname), port: port === undefined ? null : Number(port) };
}

/** The host of a URL as names and addresses are compared: without brackets and final dot. */
export function toHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
