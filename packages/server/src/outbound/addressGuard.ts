import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { type AllowedTarget, toHost } from "./allowedTarget.ts";
import { OutboundRefusal } from "./outboundRefusal.ts";
import { isPublicAddress } from "./publicAddress.ts";
import type { Resolve } from "./resolve.ts";

const webPorts = [80, 443];

/** Where a connection is to lead. `host`: a name or an address. */
type Target = { host: string; port: number };

/** Says to which addresses a connection may be made: public ones on web ports, and what OUTBOUND_ALLOW names. */
export class AddressGuard {
  readonly #allow: AllowedTarget[];
  readonly #resolve: Resolve;

  constructor({ allow, resolve }: { allow: AllowedTarget[]; resolve: Resolve }) {
    this.#allow = allow;
    this.#resolve = resolve;
  }

  /** The addresses that this very connection may use. Throws when there is none. */
  async addressesFor(hostname: string, port: number, signal: AbortSignal): Promise<LookupAddress[]> {
    const target = { host: toHost(hostname), port };
    const addresses = isIP(target.host) ? [target.host] : await this.#resolve(target.host, signal);
    const usable = addresses.filter((address) => isIP(address) && this.#refusalOf(target, address) === null);
    if (usable.length === 0) throw new OutboundRefusal(addresses.map((address) => this.#refusalOf(target, address)).find(Boolean) ?? "address");
    return usable.map((address) => ({ address, family: isIP(address) }));
  }

  #refusalOf({ host, port }: Target, address: string): "address" | "port" | null {
    const isOwn = this.#allow.some(
      (allowed) => (allowed.host === host || allowed.host === address) && (allowed.port === null ? webPorts.includes(port) : allowed.port === port),
    );
    if (isOwn) return null;
    if (!isPublicAddress(address)) return "address";
    return webPorts.includes(port) ? null : "port";
  }
}
