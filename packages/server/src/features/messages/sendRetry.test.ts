import type { Message } from "@parley/protocol";
import { ask, expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
});
afterAll(() => server.stop());

type Draft = { text: string; clientId: string; replyTo?: string; conversationId?: string; mentions?: string[] };
const send = async (userId: string, draft: Draft): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId: groupId, ...draft })).message;
const post = async (userId: string, { conversationId = groupId, ...body }: Draft): Promise<Message> => {
  const answer = await server.fetch(`/api/conversations/${conversationId}/messages`, { method: "POST", token: await server.tokenFor(userId), body });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { message: Message }).message;
};
const stored = async (clientId: string): Promise<number> =>
  (await server.pool.query("select count(*)::int as count from messages where client_id = $1", [clientId])).rows[0].count;

test("F13 a clientId used again for something else is refused", async () => {
  const original = await send("ada", { clientId: "f13", text: "one" });
  await expectRefusal(send("ada", { clientId: "f13", text: "two" }), "idempotency_key_reused");
  await expectRefusal(send("ada", { clientId: "f13", text: "one", replyTo: original.id }), "idempotency_key_reused");
  const both = await Promise.allSettled(["yes", "no"].map((text) => send("bob", { clientId: "f13", text })));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await stored("f13")).toBe(2);
});

test("a clientId is neither blank nor longer than 64 characters", async () => {
  for (const clientId of ["", " ", "x".repeat(65), "a\0"]) await expectRefusal(send("ada", { clientId, text: "hm" }), "validation_failed");
  expect(await send("ada", { clientId: "🦊".repeat(64), text: "long, but fine" })).toMatchObject({ clientId: "🦊".repeat(64) });
});

test("I2 retries one after the other return the original, also when much was said in between", async () => {
  const original = await send("ada", { clientId: "again", text: "hello", mentions: ["bob"] });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await send("bob", { clientId: `between ${attempt}`, text: "and then" });
    expect(await send("ada", { clientId: "again", text: "hello", mentions: ["bob"] })).toEqual(original);
    expect(await post("ada", { clientId: "again", text: "hello" })).toEqual(original);
  }
  expect(await stored("again")).toBe(1);
});

test("I2 60 attempts at once, over dispatch, REST and two sockets mixed, are one message, heard once", async () => {
  const [tab, phone, listener] = [await server.connect("ada"), await server.connect("ada"), await server.connect("bob")];
  const heard = listen(listener);
  const draft = { clientId: "storm", text: "only once" };
  const over = (socket: typeof tab) => async () => (await ask<{ message: Message }>(socket, "message:send", { conversationId: groupId, ...draft })).message;
  const ways = [() => send("ada", draft), () => post("ada", draft), over(tab), over(phone)];
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => ways[index % ways.length]?.()));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await stored("storm")).toBe(1);
  const last = await send("ada", { clientId: "storm over", text: "that was all" });
  expect(last.seq).toBe((answers[0]?.seq ?? 0) + 1);
  await waitFor("the listener to hear the last", () => heard.length >= 2);
  expect(heard.map(({ payload }) => "message" in payload && payload.message.id)).toEqual([answers[0]?.id, last.id]);
});

test("I2 20 messages, each tried 5 times at once, keep their order of first attempts", async () => {
  const socket = await server.connect("cleo");
  const attempts = Array.from({ length: 100 }, (_, index) => Math.floor(index / 5));
  const answers = await Promise.all(
    attempts.map((n) => ask<{ message: Message }>(socket, "message:send", { conversationId: groupId, clientId: `n${n}`, text: `number ${n}` })),
  );
  const seqs = answers.map(({ message }) => message.seq);
  expect(seqs).toEqual(attempts.map((n) => (seqs[0] ?? 0) + n));
});

test("one clientId of two people, or in two conversations, is two messages", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const all = await Promise.all([
    send("ada", { clientId: "shared", text: "mine" }),
    send("bob", { clientId: "shared", text: "mine too" }),
    send("ada", { clientId: "shared", text: "elsewhere", conversationId: id }),
  ]);
  expect(new Set(all.map((message) => message.id)).size).toBe(3);
});

test("I21 a retry by somebody who is no longer a member is refused, and answered again after their return", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const draft = { conversationId: id, clientId: "gone", text: "before" };
  const original = await send("bob", draft);
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
  await expectRefusal(send("bob", draft), "not_found");
  await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["bob"] });
  expect(await send("bob", draft)).toEqual(original);
});
