import { get, type IncomingMessage } from "node:http";
import { limits } from "@parley/protocol";
import { type LegacyStream, newDirect, openStream, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
const open: LegacyStream[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await server.stop();
});

const path = (id: string) => `/ring/conversations/${id}/messages`;

async function listen(at: TestServer, userId: string, id: string, { headers = {}, expiresInSeconds = 3600 } = {}): Promise<LegacyStream> {
  const token = await at.tokenFor(userId, { expiresInSeconds });
  const stream = await openStream(at.url + path(id), { authorization: `Bearer ${token}`, ...headers });
  open.push(stream);
  return stream;
}

const streamsOf = (at: TestServer, userId: string) => at.server.app.connections.streams.of(userId).length;

test("S1 S17 a stream is refused without a token, with one in the address, and to pages of other origins; a refusal leaves nothing behind", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const code = async (response: Response) => ((await response.json()) as { context: { code: string } }).context.code;
  const events = { accept: "text/event-stream" };
  expect(await code(await server.fetch(path(id), { headers: events }))).toBe("unauthenticated");
  const token = await server.tokenFor("ada");
  for (const name of ["auth", "access_token", "token"]) expect((await server.fetch(`${path(id)}?${name}=${token}`, { headers: events })).status).toBe(401);
  const foreign = await listen(server, "ada", id, { headers: { origin: "https://evil.example" } });
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  expect((await listen(server, "mallory", id)).status).toBe(404);
  expect(server.server.app.connections.streams.count).toBe(0);
  expect(server.server.app.connections.voiceAt("/ring").isHeard).toBe(false);
});

test("whoever does not ask for events is answered with the value, HEAD too", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const token = await server.tokenFor("ada");
  const value = await server.fetch(path(id), { token });
  expect([value.headers.get("content-type"), await value.json()]).toEqual(["application/json; charset=utf-8", {}]);
  const head = await server.fetch(path(id), { token, method: "HEAD", headers: { accept: "text/event-stream" } });
  expect(head.headers.get("content-type")).toContain("application/json");
});

test("F17 S3 defect 6: a stream ends with its token, and whoever comes back with it is refused", async () => {
  const { id } = await newDirect(server, "cleo", "dora");
  const [short, long] = [await listen(server, "cleo", id, { expiresInSeconds: 60 }), await listen(server, "dora", id)];
  server.clock.advance(61_000);
  await waitFor("the stream to end", () => short.ended);
  await server.as("dora").call("messages.send", { conversationId: id, text: "after it" });
  await waitFor("the other to hear", () => long.events.length === 2);
  expect([long.ended, short.events.length, streamsOf(server, "cleo")]).toEqual([false, 1, 0]);
});

test("F18 S4 a stream ends when its user is deactivated, and when its session does", async () => {
  const { id } = await newDirect(server, "emil", "fay");
  const stream = await listen(server, "emil", id);
  await server.as("emil").call("users.setActive", { userId: "emil", active: false });
  await waitFor("the stream to end", () => stream.ended);
  expect(await listen(server, "emil", id)).toMatchObject({ status: 403, body: { context: { code: "account_inactive" } } });
  expect(streamsOf(server, "emil")).toBe(0);

  const account = { email: "gina@example.org", password: "correct horse battery", name: "Gina" };
  const { user, accessToken } = await server.anonymous("auth.register", account);
  const { accessToken: otherToken } = await server.anonymous("auth.login", { email: account.email, password: account.password });
  const { id: hers } = await newDirect(server, "fay", user.id);
  const listenWith = (token: string) => openStream(server.url + path(hers), { authorization: `Bearer ${token}` });
  const [one, other] = [await listenWith(accessToken), await listenWith(otherToken)];
  open.push(one, other);
  await server.fetch("/api/auth/logout", { method: "POST", token: accessToken, body: {} });
  await waitFor("its stream to end", () => one.ended);
  await server.as("fay").call("messages.send", { conversationId: hers, text: "still there?" });
  await waitFor("the other session to hear", () => other.events.length === 2);
  expect([other.ended, one.events.length]).toEqual([false, 1]);
});

test("whoever listens is there, and is gone when they stop", async () => {
  const { id } = await newDirect(server, "hugo", "ida");
  const online = async () => (await server.as("ida").call("presence.online", {})).userIds;
  const [one, other] = [await listen(server, "hugo", id), await listen(server, "hugo", id)];
  expect(await online()).toEqual(["hugo"]);
  one.close();
  await waitFor("one to be noticed", () => streamsOf(server, "hugo") === 1);
  other.close();
  await waitFor("hugo to be gone", async () => (await online()).length === 0);
  expect(server.server.app.connections.voiceAt("/ring").subscriptions.hasRoom("u:hugo")).toBe(false);
});

test("F15 I18 whoever does not read is cut off at the cap of sockets, the first value not counted; others hear everything", async () => {
  const { id } = await newDirect(server, "jan", "kim");
  const send = (text: string) => server.as("jan").call("messages.send", { conversationId: id, text });
  const long = "x".repeat(limits.messageText);
  for (let count = 0; count < 50; count++) await send(long);
  const token = await server.tokenFor("kim");
  const slow = await new Promise<IncomingMessage>((resolve) =>
    get(server.url + path(id), { headers: { accept: "text/event-stream", authorization: `Bearer ${token}` } }, resolve),
  );
  slow.on("error", () => {});
  slow.pause();
  const reader = await listen(server, "kim", id);
  expect(streamsOf(server, "kim")).toBe(2);
  let sent = 0;
  for (; streamsOf(server, "kim") === 2 && sent < 5000; sent += 20) await Promise.all(Array.from({ length: 20 }, () => send(long)));
  await waitFor("the slow one to be cut off", () => streamsOf(server, "kim") === 1);
  await waitFor("the other to hear everything", () => reader.events.length === sent + 1, 60_000);
  slow.destroy();
});

test("S15 S34 streams and sockets of a user count together, and a refused one does not stay counted", async () => {
  const limited = await startTestServer({ RATE_LIMITS: "100" });
  const { id } = await newDirect(limited, "lea", "mia");
  await Promise.all(Array.from({ length: 4 }, () => limited.connect("lea")));
  const streams = await Promise.all(Array.from({ length: limits.socketsPerUser }, () => listen(limited, "lea", id)));
  const refused = streams.filter(({ status }) => status !== 200);
  expect(refused).toHaveLength(4);
  for (const { status, body } of refused) expect([status, body?.context]).toEqual([429, expect.objectContaining({ code: "too_many_connections" })]);
  await expect(limited.connect("lea")).rejects.toMatchObject({ message: "too_many_connections" });
  expect((await listen(limited, "mia", id)).status).toBe(200);
  streams.find(({ status }) => status === 200)?.close();
  await waitFor("room", async () => streamsOf(limited, "lea") === limits.socketsPerUser - 5);
  expect((await listen(limited, "lea", id)).status).toBe(200);
  await limited.stop();
});

test("S34 streams of an address are bounded, whoever opens them", async () => {
  const limited = await startTestServer({ RATE_LIMITS: "1" });
  const { id } = await newDirect(limited, "tara", "uma");
  const actor = await limited.server.app.sessions.authenticate(await limited.tokenFor("somebody"));
  const { streams } = limited.server.app.connections;
  const others = Array.from({ length: limits.connectionsPerAddress }, () => ({ actor, address: "127.0.0.1", end: () => {} }));
  for (const stream of others) streams.add(stream);
  expect(await listen(limited, "tara", id)).toMatchObject({ status: 429, body: { context: { code: "too_many_connections" } } });
  for (const stream of others.slice(1)) streams.delete(stream);
  // A second farewell counts nobody away.
  for (const stream of others.slice(1)) streams.delete(stream);
  expect([streams.count, streams.countAt("127.0.0.1"), streams.of("somebody").length]).toEqual([1, 1, 1]);
  expect((await listen(limited, "tara", id)).status).toBe(200);
  await limited.stop();
});

test("S15 opening streams spends the budgets of handshakes and of reads", async () => {
  const limited = await startTestServer({ RATE_LIMITS: "1" });
  const { id } = await newDirect(limited, "nils", "olga");
  const ask = async () => {
    const stream = await listen(limited, "nils", id);
    stream.close();
    return stream.body?.context as { code: string } | undefined;
  };
  const answers = [];
  for (let count = 0; count < 160; count++) answers.push(...(await Promise.all([ask(), ask()])));
  expect(answers.map((context) => context?.code)).toContain("rate_limited");
  expect((await limited.fetch("/api/users/me", { token: await limited.tokenFor("nils") })).status).toBe(429);
  await limited.stop();
});

test("F2 a server that stops ends streams, tells each when to come back, and opens no others", async () => {
  const stopping = await startTestServer();
  const { id } = await newDirect(stopping, "petra", "quinn");
  const streams = await Promise.all(Array.from({ length: 5 }, () => listen(stopping, "petra", id)));
  const draining = stopping.server.drain();
  await waitFor("all to end", () => streams.every(({ ended }) => ended));
  for (const { retryMs } of streams) expect(retryMs).toBeGreaterThan(0);
  expect(await listen(stopping, "petra", id)).toMatchObject({ status: 503, body: { context: { code: "server_draining" } } });
  await draining;
  await stopping.stop();
});

test("a topic that nobody listens to costs no words, and streams are counted for operators", async () => {
  const metered = await startTestServer({ METRICS_TOKEN: "a-token-of-sixteen-bytes" });
  const { id } = await newDirect(metered, "rosa", "sami");
  const count = async () => /^parley_streams (\d+)$/m.exec(await (await metered.fetch("/metrics", { token: "a-token-of-sixteen-bytes" })).text())?.[1];
  expect(await count()).toBe("0");
  const voice = metered.server.app.connections.voiceAt("/ring");
  expect(voice.isHeard).toBe(false);
  const stream = await listen(metered, "rosa", id);
  expect([await count(), voice.isHeard]).toEqual(["1", true]);
  stream.close();
  await waitFor("it to be gone", async () => (await count()) === "0" && !voice.isHeard);
  await metered.stop();
});
