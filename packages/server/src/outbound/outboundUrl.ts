import { limits } from "@parley/protocol";
import { OutboundRefusal } from "./outboundRefusal.ts";

/**
 * An address as it may be asked for. The URL standard turns every spelling of
 * an IPv4 address (decimal, octal, hexadecimal, short) into the ordinary one,
 * so there is one spelling left to judge at the connection.
 */
export function toOutboundUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null || url.href.length > limits.url) throw new OutboundRefusal("url");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new OutboundRefusal("scheme");
  if (url.username !== "" || url.password !== "") throw new OutboundRefusal("credentials");
  url.hash = "";
  return url;
}

export function portOf(url: Pick<URL, "protocol" | "port">): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
