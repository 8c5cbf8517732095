import { limits, type Message } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo", "eve"])).id;
  await server.as("ada").call("conversations.removeMember", { conversationId: groupId, userId: "eve" });
});
afterAll(() => server.stop());

const send = async (userId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId: groupId, text, ...extra })).message;
const conversation = (userId: string, conversationId = groupId) => server.as(userId).call("conversations.get", { conversationId });

describe("what is refused", () => {
  test("S6 I21 send answers a stranger, a former member and an unknown conversation alike, and writes nothing", async () => {
    const before = await conversation("ada");
    const refusals = await Promise.all([
      expectRefusal(send("mallory", "let me in"), "not_found"),
      expectRefusal(send("eve", "one more thing"), "not_found"),
      expectRefusal(send("ada", "anybody?", { conversationId: "0190a0b0-0000-7000-8000-000000000000" }), "not_found"),
    ]);
    for (const refusal of refusals) expect(refusal.toBody()).toEqual(refusals[0]?.toBody());
    expect(await conversation("ada")).toEqual(before);
  });

  test.each([
    ["nothing", ""],
    ["blanks", " \n\t\u3000"],
    ["a NUL", "a\0b"],
    ["half a character", "a\uD83E"],
    ["8,001 letters", "x".repeat(limits.messageText + 1)],
    ["8,001 emoji", "🦊".repeat(limits.messageText + 1)],
  ])("S14 a text of %s is refused", async (_, text) => {
    expect((await expectRefusal(send("ada", text), "validation_failed")).details.errors).toMatchObject([{ path: "text" }]);
  });

  test.each(["x", "🦊", "ß", "你"])("8,000 times %s is a text, and comes back unchanged", async (letter) => {
    const { id, text } = await send("ada", letter.repeat(limits.messageText));
    expect((await server.as("bob").call("messages.get", { messageId: id })).message.text).toBe(text);
    expect(text).toBe(letter.repeat(limits.messageText));
  });
});

describe("what is sent", () => {
  test("I1 every acknowledged message, as acknowledged, is in every member's history and in a fresh fetch", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    const sockets = { ada: await server.connect("ada"), bob: await server.connect("bob") };
    const acknowledged = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const input = { conversationId: id, text: `text ${index}`, ...(index % 3 === 0 && { clientId: `c${index}` }) };
        if (index % 2 === 0) return (await server.as("cleo").call("messages.send", input)).message;
        return (await ask<{ message: Message }>(sockets[index % 4 === 1 ? "ada" : "bob"], "message:send", input)).message;
      }),
    );
    const sent = acknowledged.sort((one, other) => one.seq - other.seq);
    for (const userId of ["ada", "bob", "cleo"]) {
      const newest = await server.as(userId).call("messages.list", { conversationId: id, limit: 100 });
      const older = await server.as(userId).call("messages.list", { conversationId: id, limit: 100, before: newest.messages[0]?.seq ?? 0 });
      expect([...older.messages, ...newest.messages].filter(({ type }) => type !== "system")).toEqual(sent);
      const fresh = await server.as(userId).call("messages.changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 });
      expect(fresh.messages.filter(({ type }) => type !== "system")).toEqual(sent);
    }
  });

  test("the sender has nothing unread, the others one more per message", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    const unread = async () => Promise.all(["ada", "bob", "cleo"].map(async (userId) => (await conversation(userId, id)).me.unread));
    const [, before = 0] = await unread();
    for (let count = 1; count <= 3; count += 1) {
      await send("ada", "news", { conversationId: id });
      expect(await unread()).toEqual([0, before + count, before + count]);
    }
    await send("bob", "read it", { conversationId: id });
    expect(await unread()).toEqual([1, 0, before + 4]);
  });

  test("a message moves its conversation to the top and is its last message", async () => {
    await newDirect(server, "ada", "bob");
    const message = await send("cleo", "up");
    const [top] = (await server.as("bob").call("conversations.list", {})).conversations;
    expect(top).toMatchObject({ id: groupId, lastSeq: message.seq, rev: message.rev, activityAt: message.createdAt, lastMessage: message });
  });
});

test("I13 every socket of every member hears it once, clientId included; no stranger and no former member does", async () => {
  const [tab, phone, bob, eve, mallory] = await Promise.all(["ada", "ada", "bob", "eve", "mallory"].map((userId) => server.connect(userId)));
  if (!tab || !phone || !bob || !eve || !mallory) throw new Error("not connected");
  const heard = [tab, phone, bob].map(listen);
  const unheard = [eve, mallory].map(listen);
  const { message } = await ask<{ message: Message }>(tab, "message:send", { conversationId: groupId, text: "hear, hear", clientId: "echo" });
  const last = await send("ada", "that was all");
  // The outsiders hear of something of their own that happened later.
  const own = await newDirect(server, "eve", "mallory");
  await waitFor("everybody to hear the last", () => heard.every((events) => events.length >= 2) && unheard.every((events) => events.length >= 1));
  const told = [message, last].map((each) => ({ name: "message.created", payload: { conversationId: groupId, rev: each.rev, message: each } }));
  for (const events of heard) expect(events).toEqual(told);
  for (const events of unheard)
    expect(events.map(({ name, payload }) => [name, "conversationId" in payload && payload.conversationId])).toEqual([["conversation.created", own.id]]);
  expect(message.clientId).toBe("echo");
});
