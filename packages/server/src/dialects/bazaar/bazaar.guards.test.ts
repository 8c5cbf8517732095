import type { AddressInfo } from "node:net";
import { BazaarClient, startTestServer, startWire, waitFor } from "@parley/testkit";
import { expect, test } from "vitest";
import { heard, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar({
  RATE_LIMITS: "1",
  NODE_ENV: "production",
  JWT_SECRET: "a secret of the tests, which is long enough",
  CLIENT_ORIGINS: "https://market.example",
});

const ask = (client: BazaarClient, event: string, payload: unknown) => client.socket.timeout(10_000).emitWithAck(event, payload);

test("T-SEC-02 defect 6: the token is judged at every event: none is heard after its end, and the socket is closed", async () => {
  const id = await bazaar.direct("ada", "bob");
  const ada = await bazaar.joinWith(await bazaar.server.tokenFor("ada", { expiresInSeconds: 60 }));
  const [bob] = await bazaar.join("bob");
  expect(await ask(ada, "message:send", { conversationId: id, content: "in time" })).toMatchObject({ success: true });
  bazaar.server.clock.advance(120_000);
  const late = await ask(ada, "message:send", { conversationId: id, content: "too late" }).catch((error: Error) => ({ closed: error.message }));
  if (!("closed" in late)) expect(late).toMatchObject({ success: false, code: "token_expired", status: 401 });
  await waitFor("the socket to be closed", () => !ada.connected);
  expect(await ada.getConversations()).toMatchObject({ status: 401, body: { success: false, code: "token_expired" } });
  expect(bob.connected).toBe(true);
  expect((await bob.getConversation(id)).body).toMatchObject({ data: { messages: [{ content: "in time" }] } });
});

test("T-SEC-02 defect 6: whoever is deactivated is cut off at once", async () => {
  const [mallory] = await bazaar.join("mallory");
  await bazaar.as("mallory").call("users.setActive", { userId: "mallory", active: false });
  await waitFor("the socket to be closed", () => !mallory.connected);
  expect(await mallory.getConversations()).toMatchObject({ status: 403, body: { success: false, code: "account_inactive" } });
});

test("T-SEC-03 pages of the origins that are allowed may call and connect, others may not", async () => {
  const token = await bazaar.server.tokenFor("cleo");
  for (const [origin, allowed] of [
    ["https://market.example", true],
    ["https://evil.example", false],
    ["http://localhost:3333", false],
  ] as const) {
    const preflight = { method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "authorization" } };
    const response = await bazaar.server.fetch("/bazaar/api/messages/conversations", preflight);
    expect({ origin, header: response.headers.get("access-control-allow-origin") }).toEqual({ origin, header: allowed ? origin : null });
    const connected = await bazaar.server.connectWith(token, { extraHeaders: { origin } }).then(
      () => true,
      () => false,
    );
    expect({ origin, connected }).toEqual({ origin, connected: allowed });
  }
});

test("T-SEC-04 what looks like SQL is text: it is sent, searched for and read, and does nothing", async () => {
  const [ada, dora] = await bazaar.join("ada", "dora");
  const id = await bazaar.direct("ada", "dora");
  const texts = ["'; drop table messages; --", "' or '1'='1", "$1 %s \\'; select pg_sleep(10)", "\u0001\u202e %' union select * from users --"];
  for (const text of texts) expect((await ada.sendMessage(id, text)).content).toBe(text);
  const { messages } = (await dora.getConversation(id)).body.data as { messages: { content: string }[] };
  expect(messages.map(({ content }) => content)).toEqual(texts);
  for (const text of texts) expect(await dora.searchUsers(text)).toMatchObject({ status: 200, body: { data: [] } });
});

test("T-SEC-06 defect 11: a budget is one for REST and the socket, its refusal has the dialect's shape and says when to come again", async () => {
  const id = await bazaar.direct("emil", "fay");
  const [emil] = await bazaar.join("emil");
  const answers = await Promise.all(Array.from({ length: 110 }, () => ask(emil, "message:send", { conversationId: id, content: "x" })));
  expect(answers.filter(({ success }) => success).length).toBeLessThanOrEqual(100);
  const refused = { success: false, code: "rate_limited", status: 429, retryAfterMs: expect.any(Number) };
  expect(answers.at(-1)).toMatchObject(refused);
  expect(await emil.archiveConversation(id, true)).toMatchObject({ status: 429, body: refused });
});

test("T-SEC-07 behind a proxy with TLS browsers are told to stay with it, and addresses of files begin with https", async () => {
  const server = await startTestServer({ PUBLIC_URL: "https://chat.market.example" });
  const token = await server.tokenFor("gina");
  await server.as("hugo").call("users.me", {});
  // What the proxy asks.
  const { port } = server.server.http.server.address() as AddressInfo;
  const path = `http://127.0.0.1:${port}/bazaar/api/messages/conversations`;
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ participantIds: ["hugo"] });
  const created = await fetch(path, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });
  expect(created.headers.get("strict-transport-security")).toMatch(/max-age=\d{8}/);
  const { data } = (await created.json()) as { data: { id: string } };
  const form = new FormData();
  form.append("image", new File(["words"], "words.txt"));
  form.append("conversationId", data.id);
  const uploaded = await fetch(path.replace("conversations", "upload"), { method: "POST", headers, body: form });
  expect(await uploaded.json()).toMatchObject({ data: { url: expect.stringMatching(/^https:\/\/chat\.market\.example\/native\/files\//) } });
  await server.stop();
});

test("T-SC-05 connections are counted, bounded per person and let go of", async () => {
  const { connections } = bazaar.server.server.app;
  const token = await bazaar.server.tokenFor("ida");
  const clients: BazaarClient[] = [];
  // Handshakes have a budget too, so they do not come all at once.
  for (let count = 0; count < 20; count++) clients.push(await bazaar.joinWith(token));
  expect(connections.of("ida")).toHaveLength(20);
  for (const client of clients) client.close();
  await waitFor("all of them to be gone", () => connections.of("ida").length === 0);
});

test("T-SC-04 a hundred requests at once share the connections to the database that there are", async () => {
  const server = await startTestServer({ DATABASE_POOL: "4" });
  const token = await server.tokenFor("jan");
  const answers = await Promise.all(Array.from({ length: 100 }, () => server.fetch("/bazaar/api/messages/conversations", { token })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(server.server.app.pool.totalCount).toBeLessThanOrEqual(4);
  await server.stop();
});

test("T-SDK-03 T-SDK-05 T-P-05 T-SEC-01 defect 12: after a break the hook's own connection comes back, knows its state, and finds what it missed by asking again", async () => {
  const id = await bazaar.direct("kim", "lars");
  const wire = await startWire(bazaar.server.url);
  const kim = new BazaarClient(`${wire.url}/bazaar`, await bazaar.server.tokenFor("kim"));
  await kim.ready();
  expect([kim.connected, kim.error]).toEqual([true, null]);
  wire.drop();
  await waitFor("the break to be seen", () => !kim.connected);
  await bazaar.send("lars", id, "while you were away");
  await waitFor("the connection", () => kim.connected, 60_000);
  expect((await kim.getConversation(id)).body).toMatchObject({ data: { messages: [{ content: "while you were away" }] } });
  await bazaar.send("lars", id, "and now");
  await waitFor("what is said now", () => kim.messages.some(({ content }) => content === "and now"));
  kim.close();
  await wire.stop();
});

test("defect 12: a message that is sent again with its clientId, since its answer was lost, is the same message", async () => {
  const id = await bazaar.direct("mia", "noah");
  const [mia, noah] = await bazaar.join("mia", "noah");
  const payload = { conversationId: id, content: "once", type: "text", clientId: "phone-1" };
  const [first, again] = [await ask(mia, "message:send", payload), await ask(mia, "message:send", payload)];
  expect(again).toEqual(first);
  await mia.sendMessage(id, "next");
  await heard("message:new", 2, noah);
  expect(noah.messages.map(({ content }) => content)).toEqual(["once", "next"]);
});

test("defect 12: a server that stops answers what it was asked, and the hook's connection comes back by itself", async () => {
  const stopping = await startTestServer();
  const client = await new BazaarClient(`${stopping.url}/bazaar`, await stopping.tokenFor("emil")).ready();
  const reasons: string[] = [];
  client.socket.on("disconnect", (reason) => reasons.push(reason));
  const { id } = (await stopping.as("emil").call("conversations.create", { type: "group", title: "Alone", participantIds: ["emil"] })).conversation;
  const answer = client.sendMessage(id, "last words");
  await stopping.server.drain();
  expect((await answer).content).toBe("last words");
  await stopping.stop();
  await waitFor("the end", () => reasons.length === 1);
  expect([reasons, client.socket.active]).toEqual([["transport close"], true]);
  client.close();
});
