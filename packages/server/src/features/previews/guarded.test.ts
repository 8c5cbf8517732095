/** Through the whole server: whatever a message links to, it is sent, and nothing private is connected to. What the guard refuses in detail: outbound/. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PreviewWorld, startPreviewWorld } from "./previews.fixture.ts";

let world: PreviewWorld;
beforeAll(async () => {
  world = await startPreviewWorld({ PUBLIC_URL: "https://chat.example" });
  world.names.set("intranet.example", [world.network.privateAddress]);
  world.names.set("mixed.example", ["10.0.0.1", world.network.privateAddress, "::1"]);
});
afterAll(() => world.stop());

/** `PRIVATE` and `PORT` stand for the ports of the private network and the web. */
const withPorts = (text: string) => text.replaceAll("PRIVATE", String(world.network.privatePort)).replaceAll("PORT", String(world.network.web.port));

async function expectNothing(text: string): Promise<void> {
  const message = await world.send(text);
  expect(message).toMatchObject({ text, previews: [] });
  expect(await world.settled(message)).toEqual(message);
  expect(world.network.privateConnections()).toBe(0);
}

test.each([
  "http://127.0.0.1:PRIVATE/",
  "http://localhost:PRIVATE/",
  "http://169.254.169.254/latest/meta-data/iam/",
  "http://[::1]:PRIVATE/",
  "http://[::ffff:7f00:1]:PRIVATE/",
  "http://0.0.0.0:PRIVATE/",
  "http://10.0.0.1/",
  "http://2130706433:PRIVATE/",
  "http://0177.0.0.1:PRIVATE/",
  "http://0x7f.0.0.1:PRIVATE/",
  "http://intranet.example:PORT/",
  "http://mixed.example:PORT/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:PRIVATE/_x",
  "http://1.1.1.1:22/",
  "http://user:pass@127.0.0.1:PORT/",
  "http://web.example@intranet.example:PORT/",
])("S28 %s: the message is sent, without preview, and nothing private is connected to", async (link) => {
  await expectNothing(`look: ${withPorts(link)}`);
});

test("S28 rebinding: a name that is public first and private second is looked at once, as what it was then", async () => {
  let asked = 0;
  world.names.get = (name) =>
    name === "rebind.example" ? [asked++ === 0 ? "127.0.0.1" : world.network.privateAddress] : Map.prototype.get.call(world.names, name);
  const page = world.network.web.serve("/page", { body: "<title>public</title>" }, "rebind.example");
  expect((await world.settled(await world.send(page))).previews).toMatchObject([{ title: "public" }]);
  await expectNothing(`${page}?again`);
  expect(asked).toBe(2);
});

test.each(["http://127.0.0.1:PRIVATE/", "http://intranet.example:PORT/", "http://[::1]:PRIVATE/", "file:///etc/passwd", "https://chat.example/api/users"])(
  "S28 a redirect to %s ends there",
  async (location) => {
    await expectNothing(world.network.web.serve(`/to/${encodeURIComponent(location)}`, { status: 302, headers: { location: withPorts(location) } }));
  },
);

test("S28 the server's own host is not looked at", async () => {
  const before = world.network.web.connections();
  await expectNothing(`http://chat.example:${world.network.web.port}/`);
  await expectNothing("https://chat.example/#/conversations");
  expect(world.network.web.connections()).toBe(before);
});

const half = "x".repeat(512 * 1024);

test.each([
  ["a head of more than half a megabyte", { body: `<head><style>${half}</style><title>x</title></head>` }],
  ["a gzip bomb", { headers: { "content-encoding": "gzip" }, body: gzipSync(`<head><title>x</title><!--${"x".repeat(20 * 1024 * 1024)}`) }],
  ["UTF-7, said in the header", { headers: { "content-type": "text/html; charset=utf-7" }, body: "<title>+ADw-script+AD4-</title>" }],
  ["UTF-7, said in the page", { body: '<meta charset="UTF-7"><title>+ADw-script+AD4-</title>' }],
  ["a title of more than half a megabyte", { body: `<meta property="og:title" content="${half}">` }],
  ["no HTML", { headers: { "content-type": "application/json" }, body: '{"title":"x"}' }],
  ["an error", { status: 500, body: "<title>x</title>" }],
])("S29 of a page with %s there is no preview", async (what, answer) => {
  await expectNothing(world.network.web.serve(`/s29/${encodeURIComponent(what)}`, answer));
});

test("S29 of a page whose body has no end, or that trickles, there is no preview", async () => {
  const endless = world.network.web.serve("/endless", (_, response) => {
    const write = () => {
      while (!response.destroyed && response.write("y".repeat(65536)));
    };
    response.writeHead(200, { "content-type": "text/html" }).on("drain", write);
    write();
  });
  const slow = world.network.web.serve("/slow", (_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    const timer = setInterval(() => response.write("z"), 50);
    response.on("close", () => clearInterval(timer));
  });
  await expectNothing(`${endless} ${slow.replace("127.0.0.1", "slow.example")}`);
});

test("S29 a page that redirects thirty times is given up", async () => {
  const { web } = world.network;
  for (let hop = 1; hop <= 30; hop++) web.serve(`/hop/${hop}`, { status: 302, headers: { location: `/hop/${hop + 1}` } });
  await expectNothing(web.serve("/hop/0", { status: 302, headers: { location: "/hop/1" } }));
  expect(web.requests.filter(({ path }) => path.startsWith("/hop/"))).toHaveLength(4);
});

test("S29 a huge og:title is cut; an og:image that leads inside is left out, and nobody asks for it", async () => {
  const inside = ["https://127.0.0.1:PRIVATE/a.png", "https://intranet.example/a.png", "http://cdn.example/a.png"].map(withPorts);
  for (const [index, image] of inside.entries()) {
    const page = `<meta property="og:title" content="${"A".repeat(100_000)}"><meta property="og:image" content="${image}">`;
    const [preview] = (await world.settled(await world.send(world.network.web.serve(`/huge/${index}`, { body: page })))).previews;
    expect(preview).toMatchObject({ title: `${"A".repeat(199)}…`, imageUrl: null });
  }
  expect(world.network.privateConnections()).toBe(0);
});
