import { text } from "node:stream/consumers";
import { type Network, startNetwork } from "@parley/testkit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Outbound, OutboundRefusal, type Page } from "./index.ts";
import type { Resolve } from "./resolve.ts";

let network: Network;
beforeAll(async () => {
  network = await startNetwork();
  network.web.serve("/", { body: "the web" });
});
afterAll(() => network.stop());
afterEach(() => expect(network.privateConnections()).toBe(0));

/** Names of the web and of the private network; the latter have servers that would hear of a connection. */
const names: Resolve = async (name) => {
  const known: Record<string, string[]> = {
    "web.example": ["127.0.0.1"],
    "intranet.example": [network.privateAddress],
    "both.example": [network.privateAddress, "127.0.0.1"],
  };
  return known[name] ?? Promise.reject(new Error("no such name"));
};
const outboundTo = (resolve: Resolve = names) => new Outbound({ allow: [{ host: "127.0.0.1", port: network.web.port }], resolve, limits: { timeoutMs: 2000 } });

function fetchText(address: string, { outbound = outboundTo(), exceptHosts = [] as string[] } = {}): Promise<string> {
  const read = ({ body }: Page) => text(body);
  return outbound.get(address, { accept: "text/html", takes: () => true, exceptHosts, read });
}
const reasonOf = (address: string, options?: Parameters<typeof fetchText>[1]) =>
  fetchText(address, options).then(
    (answer) => `was answered ${answer}`,
    (error) => (error instanceof OutboundRefusal ? error.reason : String(error)),
  );

test("the private network hears of every connection: without the guard's no there would be one", async () => {
  const other = await startNetwork();
  const outbound = new Outbound({
    allow: [
      { host: "127.0.0.1", port: other.privatePort },
      { host: other.privateAddress, port: other.web.port },
    ],
    resolve: names,
  });
  const bracketed = other.privateAddress.includes(":") ? `[${other.privateAddress}]` : other.privateAddress;
  expect(await reasonOf(`http://127.0.0.1:${other.privatePort}/`, { outbound })).toBe("status");
  expect(await reasonOf(`http://${bracketed}:${other.web.port}/`, { outbound })).toBe("status");
  expect(other.privateConnections()).toBe(2);
  await other.stop();
});

test.each([
  ["127.0.0.1", "in the ordinary spelling"],
  ["2130706433", "as one number"],
  ["0177.0.0.1", "in octal"],
  ["0x7f000001", "in hexadecimal"],
  ["127.1", "short"],
  ["①②⑦.0.0.1", "in other digits"],
  ["0.0.0.0", "as this host"],
  ["[::1]", "of IPv6"],
  ["[::]", "as any of IPv6"],
  ["[::ffff:7f00:1]", "of IPv4 in IPv6"],
  ["[::7f00:1]", "of IPv4 in IPv6 as of old"],
])("S28 loopback %s, %s, is not connected to", async (host) => {
  expect(await reasonOf(`http://${host}:${network.privatePort}/`)).toBe("address");
});

test.each(["http://169.254.169.254/latest/meta-data/", "http://10.1.2.3/", "http://192.168.0.1/", "https://100.64.0.1/", "http://[fd00:ec2::254]/"])(
  "S28 %s is not connected to",
  async (address) => {
    expect(await reasonOf(address)).toBe("address");
  },
);

test.each([
  ["file:///etc/passwd", "scheme"],
  ["gopher://web.example/", "scheme"],
  ["ftp://web.example/", "scheme"],
  ["javascript:alert(1)", "scheme"],
  ["http://user@web.example/", "credentials"],
  ["http://web.example:pass@intranet.example/", "credentials"],
  ["http://8.8.8.8:22/", "port"],
  ["https://[2606:4700::1111]:8443/", "port"],
  ["http://", "url"],
  ["//web.example/", "url"],
  [`http://web.example/${"x".repeat(3000)}`, "url"],
])("S28 %s is refused: %s", async (address, reason) => {
  expect(await reasonOf(address)).toBe(reason);
});

test("S28 a name of a private address is not connected to", async () => {
  expect(await reasonOf(`http://intranet.example:${network.web.port}/`)).toBe("address");
});

test("S28 a name with a public and a private address is reached at the public one", async () => {
  expect(await fetchText(`http://both.example:${network.web.port}/`)).toBe("the web");
});

test("S28 rebinding: a name that turns private between two requests is not followed there", async () => {
  const answers = [["127.0.0.1"], [network.privateAddress]];
  let asked = 0;
  const outbound = outboundTo(async () => answers[Math.min(asked++, 1)] ?? []);
  const address = network.web.serve("/rebind", { status: 302, headers: { location: "/" } }, "rebind.example");
  expect(await reasonOf(address, { outbound })).toBe("address");
  expect(asked).toBe(2);
});

test("S28 rebinding: one request asks for the name once, so a second answer has no chance", async () => {
  let asked = 0;
  const outbound = outboundTo(async () => [asked++ === 0 ? "127.0.0.1" : network.privateAddress]);
  expect(await fetchText(`http://rebind.example:${network.web.port}/`, { outbound })).toBe("the web");
  expect(asked).toBe(1);
});

test.each([
  ["http://127.0.0.1:PRIVATE/", "address"],
  ["http://intranet.example:PORT/", "address"],
  ["//[::1]:PRIVATE/", "address"],
  ["http://169.254.169.254/", "address"],
  ["file:///etc/passwd", "scheme"],
  ["gopher://127.0.0.1:PRIVATE/_x", "scheme"],
  ["http://user@127.0.0.1:PORT/", "credentials"],
  ["http://excluded.example:PORT/", "excluded_host"],
])("S28 a redirect to %s is judged again: %s", async (template, reason) => {
  const location = template.replace("PRIVATE", String(network.privatePort)).replace("PORT", String(network.web.port));
  const address = network.web.serve("/redirect", { status: 301, headers: { location } });
  expect(await reasonOf(address, { exceptHosts: ["excluded.example"] })).toBe(reason);
});

test("an excluded host is not asked, whatever its spelling", async () => {
  const before = network.web.connections();
  for (const host of ["web.example", "WEB.example", "web.example."])
    expect(await reasonOf(`http://${host}:${network.web.port}/`, { exceptHosts: ["web.example"] })).toBe("excluded_host");
  expect(network.web.connections()).toBe(before);
});

test("what OUTBOUND_ALLOW names is reached, by its name or its address and at its port alone", async () => {
  const { web } = network;
  const outbound = new Outbound({ allow: [{ host: "wiki.example", port: web.port }], resolve: async () => ["127.0.0.1"] });
  expect(await fetchText(`http://wiki.example:${web.port}/`, { outbound })).toBe("the web");
  expect(await reasonOf(`http://wiki.example:${network.privatePort}/`, { outbound })).toBe("address");
  expect(await reasonOf(`http://127.0.0.1:${web.port}/`, { outbound })).toBe("address");
  expect(await reasonOf("http://127.0.0.1/")).toBe("address");
});

test("a redirect within the web is followed, relative or to another host, and the last address is told", async () => {
  const { web } = network;
  const last = web.serve("/c", { body: "arrived" }, "web.example");
  web.serve("/b", { status: 308, headers: { location: last } });
  const address = web.serve("/a", { status: 302, headers: { location: "b" } });
  const request = { accept: "*/*", takes: () => true, exceptHosts: [], read: async ({ url }: { url: URL }) => url.href };
  expect(await outboundTo().get(address, request)).toBe(last);
});

test("a request carries nothing of ours: no cookie, no referrer, no credentials", async () => {
  const { web } = network;
  const address = web.serve("/headers", { headers: { "set-cookie": "a=b" }, body: "x" });
  await fetchText(`${address}#fragment`);
  await fetchText(web.serve("/again", { status: 302, headers: { location: address, "set-cookie": "a=b" } }));
  const seen = web.requests.filter(({ path }) => path === "/headers");
  expect(seen.map(({ headers }) => headers)).toEqual(
    Array(2).fill({
      host: `127.0.0.1:${web.port}`,
      connection: "close",
      accept: "text/html",
      "accept-encoding": "gzip, br",
      "user-agent": "Parley-LinkPreviews/1",
    }),
  );
});
