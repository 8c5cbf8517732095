/**
 * The lines of the course's document that no test of a feature carries by
 * itself. It names no paths and no payloads: its clients are those of the
 * native contract. docs/dialects.md says where its other lines are.
 */
import { type Message, operations, toMessageId } from "@parley/protocol";
import { ask, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ CLIENT_ORIGINS: "http://localhost:3000", NODE_ENV: "production", JWT_SECRET: "a secret of more than 32 characters" });
});
afterAll(() => server.stop());

const raw = (socket: Socket, event: string, ...input: unknown[]) => socket.timeout(10_000).emitWithAck(event, ...input);

describe("refusals", () => {
  test("F-P-01 F-DL-01 F-EV-01 what no handler answers to is refused, and the connection stays", async () => {
    const ada = await server.connect("ada");
    for (const event of ["message", "join", "constructor", "__proto__", "message:send "])
      expect(await raw(ada, event, {})).toMatchObject({ ok: false, error: { code: "unknown_operation", status: 404 } });
    expect(await ask(ada, "user:me")).toMatchObject({ id: "ada" });
  });

  test("F-DL-05 F-T-05 a refusal has a code, a status and a sentence, alike over REST and the socket, and nothing of the inside", async () => {
    const { id } = await newDirect(server, "bob", "cleo");
    const mallory = await server.connect("mallory");
    const token = await server.tokenFor("mallory");
    const given = { text: "Let me in" };
    const { error } = await raw(mallory, "message:send", { conversationId: id, ...given });
    const response = await server.fetch(`/api/conversations/${id}/messages`, { method: "POST", token, body: given });
    const { type, title, requestId, ...problem } = (await response.json()) as Record<string, unknown>;
    expect([problem, response.status]).toEqual([error, 404]);
    expect(problem).toEqual({ code: "not_found", status: 404, detail: expect.stringMatching(/^There is no such thing/) });
    expect([type, title, requestId]).toEqual(["urn:parley:error:not_found", expect.any(String), expect.any(String)]);
  });
});

test("F-P-01 F-DL-01 F-EV-01 every event of the contract has a handler: it does what was asked, or says what is wrong", async () => {
  const dora = await server.connect("dora");
  const events = Object.values(operations).flatMap((operation) => ("socket" in operation && operation.socket !== undefined ? [operation.socket] : []));
  expect(events.length).toBeGreaterThan(30);
  for (const event of events) {
    const answer = await raw(dora, event, {});
    expect([event, answer.ok === true || answer.error.code]).toEqual([event, expect.toBeOneOf([true, "validation_failed"])]);
  }
});

test("F-P-02 F-P-05 F-DL-02 a message is sent, delivered, found again, changed and deleted, and the other hears each", async () => {
  const { id } = await newDirect(server, "emil", "fay");
  const [emil, fay] = [await server.connect("emil"), await server.connect("fay")];
  const heard = listen(fay);
  const { message } = await ask<{ message: Message }>(emil, "message:send", { conversationId: id, text: "Frist" });
  await ask(emil, "message:edit", { messageId: message.id, text: "First" });
  await ask(emil, "message:react", { messageId: message.id, emoji: "👍" });
  expect(await ask(fay, "message:list", { conversationId: id })).toMatchObject({ messages: [{ id: message.id, text: "First", version: 2 }] });
  await ask(emil, "message:delete", { messageId: message.id });
  await waitFor("the deletion", () => heard.some(({ name }) => name === "message.deleted"));
  const told = heard.filter(({ name }) => name.startsWith("message."));
  expect(told.map(({ name, payload }) => [name, (payload as { message: Message }).message.text])).toEqual([
    ["message.created", "Frist"],
    ["message.edited", "First"],
    ["message.reacted", "First"],
    ["message.deleted", ""],
  ]);
  expect(await ask(fay, "message:list", { conversationId: id })).toMatchObject({ messages: [{ id: message.id, text: "", deletedAt: expect.any(String) }] });
});

test("F-P-04 F-DL-03 whoever only listens learns of a message, of typing, of presence and of a new group without asking", async () => {
  await newDirect(server, "gus", "hal");
  const gus = await server.connect("gus");
  const heard = listen(gus);
  await ask(gus, "user:watch", { userIds: ["hal"] });
  const hal = await server.connect("hal");
  const { id } = await newGroup(server, ["hal", "gus"]);
  await ask(hal, "typing:start", { conversationId: id });
  await ask(hal, "message:send", { conversationId: id, text: "Hello" });
  await waitFor("all of it", () => new Set(heard.map(({ name }) => name)).size >= 4);
  const names = ["presence.changed", "conversation.created", "typing.changed", "message.created"];
  for (const name of names) expect(heard.map((event) => event.name)).toContain(name);
});

test("F-EV-05 I12 a message is sent, then delivered, then read: its sender sees each step, live and when asking", async () => {
  const { id } = await newDirect(server, "ida", "jan");
  const [ida, jan] = [await server.connect("ida"), await server.connect("jan")];
  const heard = listen(ida);
  const { message } = await ask<{ message: Message }>(ida, "message:send", { conversationId: id, text: "Did it arrive?" });
  const status = async () => {
    const { members } = await ask<{ members: { user: { id: string }; readSeq: number; deliveredSeq: number }[] }>(ida, "member:list", { conversationId: id });
    const { readSeq = 0, deliveredSeq = 0 } = members.find(({ user }) => user.id === "jan") ?? {};
    if (message.id === toMessageId(id, readSeq)) return "read";
    return message.id === toMessageId(id, deliveredSeq) ? "delivered" : "sent";
  };
  const steps = [await status()];
  await ask(jan, "message:delivered", { conversationId: id, seq: message.seq });
  steps.push(await status());
  await ask(jan, "message:read", { conversationId: id, seq: message.seq });
  steps.push(await status());
  expect(steps).toEqual(["sent", "delivered", "read"]);
  await waitFor("both marks", () => heard.filter(({ name }) => name === "receipt.updated").length === 2);
  const marks = heard.flatMap(({ name, payload }) => (name === "receipt.updated" ? [payload] : []));
  expect(marks).toMatchObject([
    { userId: "jan", readSeq: 0, deliveredSeq: message.seq },
    { userId: "jan", readSeq: message.seq, deliveredSeq: message.seq },
  ]);
});

test("F-DX-02 a frontend at localhost:3000 may call a server elsewhere, over REST and the socket, and no other page may", async () => {
  const token = await server.tokenFor("kim");
  const from = async (origin: string) => {
    const response = await server.fetch("/api/users/me", { token, headers: { origin } });
    const socket = await server.connectWith(token, { extraHeaders: { origin } }).catch(() => null);
    return [response.headers.get("access-control-allow-origin"), socket !== null];
  };
  expect(await from("http://localhost:3001")).toEqual([null, false]);
  expect(await from("http://localhost:3000")).toEqual(["http://localhost:3000", true]);
});
