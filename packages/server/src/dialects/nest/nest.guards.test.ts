import { NestClient, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
const clients: NestClient[] = [];
beforeAll(async () => {
  server = await startTestServer({ RATE_LIMITS: "1" });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.stop();
});

function join(token: string): Promise<NestClient> {
  const client = new NestClient(`${server.url}/nest`, token);
  clients.push(client);
  return client.connected();
}

test("defect 6: a socket is closed when its token ends, and when its user is deactivated", async () => {
  const [short, long] = [await join(await server.tokenFor("ada", { expiresInSeconds: 60 })), await join(await server.tokenFor("bob"))];
  server.clock.advance(61_000);
  await waitFor("the socket to be closed", () => short.socket.disconnected);
  expect(long.socket.connected).toBe(true);
  await server.as("bob").call("users.setActive", { userId: "bob", active: false });
  await waitFor("the other to be closed", () => long.socket.disconnected);
});

test("defect 11: a budget is one for REST, the socket and every dialect", async () => {
  const client = await join(await server.tokenFor("cleo"));
  const ask = () => client.socket.timeout(10_000).emitWithAck("getOnlineUsers");
  const answers = await Promise.all(Array.from({ length: 310 }, ask));
  expect(answers.filter(({ success }) => success).length).toBeLessThanOrEqual(300);
  expect(answers.at(-1)).toMatchObject({ success: false, statusCode: 429, error: "rate_limited", retryAfterMs: expect.any(Number) });
  expect(await client.getConversations()).toMatchObject({ status: 429, body: { success: false, error: "rate_limited" } });
  expect((await server.fetch("/api/users/me", { token: await server.tokenFor("cleo") })).status).toBe(429);
});

test("what a dialect's own shapes refuse is counted too", async () => {
  const client = await join(await server.tokenFor("dora"));
  const answers = await Promise.all(Array.from({ length: 110 }, () => client.socket.timeout(10_000).emitWithAck("sendMessage", {})));
  expect(answers.map(({ error }) => error)).toContain("rate_limited");
});

test("defect 12: a server that stops answers what it was asked, and plain clients come back by themselves", async () => {
  const stopping = await startTestServer();
  const client = await new NestClient(`${stopping.url}/nest`, await stopping.tokenFor("emil")).connected();
  const reasons: string[] = [];
  client.socket.on("disconnect", (reason) => reasons.push(reason));
  const packets: unknown[] = [];
  client.socket.io.engine.on("packet", ({ data }) => packets.push(data));
  const answer = client.socket.timeout(10_000).emitWithAck("getOnlineUsers");
  await stopping.server.drain();
  expect(await answer).toEqual({ success: true, data: [] });
  await stopping.stop();
  await waitFor("the end", () => reasons.length === 1);
  // Told to disconnect (Socket.IO's packet 1), a plain client would stay away for good.
  expect(packets.filter((packet) => String(packet).startsWith("1"))).toEqual([]);
  expect(packets.length).toBeGreaterThan(0);
  expect(reasons).toEqual(["transport close"]);
  expect(client.socket.active).toBe(true);
  client.close();
});
