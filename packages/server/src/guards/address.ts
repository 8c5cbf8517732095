import type { IncomingMessage } from "node:http";
import { compile, default as proxyAddress } from "@fastify/proxy-addr";
import ipaddr from "ipaddr.js";
import type { Config } from "../config.ts";

/** Bits of an IPv6 address that name a network; whoever has one address has all that differ in the rest. */
const networkBits = 64;

/** Where a request comes from: the peer's address or, from a proxy in TRUST_PROXY, what X-Forwarded-For says. */
export function addressReader(config: Pick<Config, "trustProxy">): (request: IncomingMessage) => string {
  const trust = compile(config.trustProxy);
  return (request) => toBudgetKey(proxyAddress(request, trust));
}

/** One name per household: an IPv4 address, or an IPv6 network. */
export function toBudgetKey(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${networkBits}`)}/${networkBits}`;
}
