import { Resolver } from "node:dns/promises";

/** Port to DNS: all addresses of a name. Rejects when there are none, or on abort. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<string[]>;

/**
 * Asks the name servers. Not `dns.lookup`: it holds one of the process' four
 * worker threads until the answer comes, and whoever owns a domain may let it
 * wait; passwords are hashed on those threads. So the hosts file is not read.
 */
export const resolveByDns: Resolve = async (hostname, signal) => {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    // IPv4 first: a server without IPv6 finds out at once.
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    if (addresses.length === 0) throw new Error("the name has no address");
    return addresses;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
};
