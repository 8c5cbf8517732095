import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** All that IANA gives out for the Internet. ipaddr.js calls everything "unicast" that it has no other name for, `::7f00:1` (127.0.0.1 in the oldest notation) too. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the public Internet. Everything that carries
 * another address inside itself (NAT64, 6to4, Teredo) is not: it may carry a
 * private one. An IPv4 address written as IPv6 is judged as what it is.
 */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js reads `1.2.3` and octal too; a resolver and the URL standard write neither.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && (parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast));
}
