import { setTimeout as sleep } from "node:timers/promises";
import { createParley, type Parley } from "@parley/client";
import type { Message, Output } from "@parley/protocol";
import { createTestDatabase, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import { io } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";

const people = ["ada", "bob", "cleo", "dora"];

let server: ServerProcess;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let conversationId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({ databaseUrl: database.url });
  for (const person of people) await call(person, "GET", "/api/users/me");
  const { conversation } = await call<Output<"conversations.create">>("ada", "POST", "/api/conversations", { type: "group", participantIds: people });
  conversationId = conversation.id;
});
afterEach(async () => {
  await server.stop();
  await database.drop();
});

async function call<Answer>(userId: string, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${await server.tokenFor(userId)}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** What a load balancer does: it asks the node whether to send it requests. */
async function isReady(): Promise<boolean> {
  return fetch(`${server.url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** Sends over REST, one after another, while the node is ready; keeps what came of each. */
function startRestLoad(userId: string) {
  const outcomes: { acknowledged?: Message; inDoubt?: string }[] = [];
  let going = true;
  const done = (async () => {
    while (going) {
      if (!(await isReady())) {
        await sleep(20);
        continue;
      }
      try {
        const body = { text: `rest ${outcomes.length}`, clientId: crypto.randomUUID() };
        const { message } = await call<Output<"messages.send">>(userId, "POST", `/api/conversations/${conversationId}/messages`, body);
        outcomes.push({ acknowledged: message });
      } catch (error) {
        outcomes.push({ inDoubt: String((error as Error).cause ?? error) });
      }
    }
  })();
  return {
    outcomes,
    stop() {
      going = false;
      return done;
    },
  };
}

async function connectDevice(userId: string): Promise<Parley> {
  const parley = createParley({ url: server.url, getToken: () => server.tokenFor(userId) });
  await parley.connect();
  return parley;
}

async function listHistory(): Promise<Message[]> {
  const messages: Message[] = [];
  for (let hasNewer = true; hasNewer; ) {
    const page = await call<Output<"messages.list">>(
      "ada",
      "GET",
      `/api/conversations/${conversationId}/messages?limit=100&after=${messages.at(-1)?.seq ?? 0}`,
    );
    messages.push(...page.messages);
    hasNewer = page.hasNewer;
  }
  return messages;
}

test("F2 I1 I2 a restart under load, behind a balancer that asks /readyz, fails no request, leaves none in doubt, and everybody comes back", async () => {
  const devices = await Promise.all(people.map(connectDevice));
  const rest = people.map(startRestLoad);
  const sent: string[] = [];
  let going = true;
  const sending = Promise.all(
    devices.map(async (device) => {
      while (going) {
        sent.push(device.messages.send({ conversationId, text: `socket ${sent.length}` }).clientId);
        await sleep(50);
      }
    }),
  );

  for (let restart = 0; restart < scaled(1, 10); restart += 1) {
    const before = rest.map(({ outcomes }) => outcomes.length);
    await waitFor("the load to run", () => rest.every(({ outcomes }, index) => outcomes.length > (before[index] ?? 0) + 10));
    const told = Promise.all(devices.map((device) => waitFor("the device to leave", () => device.store.getState().connection !== "online")));
    server.signal("SIGTERM");
    await waitFor("the node to say that it is not ready", async () => !(await isReady()));
    await told;
    await waitFor("the end", () => !server.isRunning(), 15_000);
    await server.start();
    await Promise.all(devices.map((device) => waitFor("the device to come back", () => device.store.getState().connection === "online", 20_000)));
  }
  going = false;
  await sending;
  await Promise.all(rest.map(({ stop }) => stop()));
  await Promise.all(devices.map((device) => waitFor("the outbox to be empty", () => device.store.getState().outbox.length === 0, 20_000)));
  for (const device of devices) device.disconnect();

  const outcomes = rest.flatMap((each) => each.outcomes);
  expect(outcomes.flatMap(({ inDoubt }) => inDoubt ?? [])).toEqual([]);
  const history = await listHistory();
  const clientIds = history.flatMap(({ clientId }) => clientId ?? []);
  expect(new Set(clientIds).size).toBe(clientIds.length);
  const acknowledged = outcomes.flatMap((outcome) => outcome.acknowledged?.clientId ?? []);
  for (const clientId of [...acknowledged, ...sent]) expect(clientIds).toContain(clientId);
  expect(history).toHaveLength(acknowledged.length + sent.length + 1);
  expect(server.output()).not.toContain('"level":50');
});

test("F2 a socket that does not leave is answered to the last, then closed", async () => {
  const socket = io(server.url, { transports: ["websocket"], auth: { token: await server.tokenFor("bob") }, reconnection: false });
  await new Promise((resolve) => socket.once("connect", () => resolve(undefined)));
  const ended = new Promise<{ code: string; retryAfterMs: number }>((resolve) => socket.once("auth:ended", resolve));
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  server.signal("SIGTERM");
  expect(await ended).toEqual({ code: "server_draining", retryAfterMs: expect.any(Number) });
  const answer = await socket.timeout(5000).emitWithAck("message:send", { conversationId, text: "the last word" });
  expect(answer).toMatchObject({ ok: true });
  expect(await closed).toBe("io server disconnect");
  await waitFor("the end", () => !server.isRunning(), 15_000);
  await server.start();
  expect((await listHistory()).at(-1)).toMatchObject({ text: "the last word" });
});
