import type { Message } from "@parley/protocol";
import { expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
let old: Message;
let firstSeq: number;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"], { history: "since_join" })).id;
  old = await send("ada", "before your time");
  for (let count = 0; count < 20; count += 1) await send("bob", "long ago");
  await server.as("ada").call("messages.pin", { messageId: old.id, pinned: true });
  await server.as("newt").call("users.me", {});
  firstSeq = (await server.as("ada").call("conversations.addMembers", { conversationId: groupId, userIds: ["newt"] })).lastSeq;
});
afterAll(() => server.stop());

const send = async (userId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId: groupId, text, ...extra })).message;
const newt = () => server.as("newt");

test("I13 a newcomer is refused every way to an old message", async () => {
  await expectRefusal(newt().call("messages.get", { messageId: old.id }), "not_found");
  await expectRefusal(newt().call("messages.react", { messageId: old.id, emoji: "👍" }), "not_found");
  await expectRefusal(newt().call("messages.edit", { messageId: old.id, text: "mine now" }), "not_found");
  await expectRefusal(newt().call("messages.delete", { messageId: old.id }), "not_found");
  await expectRefusal(send("newt", "re", { replyTo: old.id }), "reply_not_found");
  // Not even a role opens it.
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "newt", role: "admin" });
  await expectRefusal(newt().call("messages.pin", { messageId: old.id, pinned: false }), "not_found");
  await expectRefusal(newt().call("messages.delete", { messageId: old.id }), "not_found");
});

test("I13 a newcomer's history begins at their joining, whichever page they ask for", async () => {
  for (const bounds of [{}, { limit: 100 }, { after: 0 }, { after: 0, limit: 1 }, { around: 1 }, { around: 1, limit: 5 }, { before: firstSeq + 1 }]) {
    const { messages, hasOlder } = await newt().call("messages.list", { conversationId: groupId, ...bounds });
    expect({ bounds, first: messages[0]?.seq, hasOlder }).toEqual({ bounds, first: firstSeq, hasOlder: false });
  }
  const { lastSeq } = await newt().call("conversations.get", { conversationId: groupId });
  for (const before of [0, 1, 5, firstSeq])
    expect(await newt().call("messages.list", { conversationId: groupId, before })).toEqual({ messages: [], quoted: [], hasOlder: false, hasNewer: true });
  expect(await newt().call("messages.list", { conversationId: groupId, after: 0, limit: 1 })).toMatchObject({ hasNewer: lastSeq > firstSeq });
  const paged = [];
  for (let after = 0, more = true; more; after = paged.at(-1) ?? after) {
    const { messages, hasNewer } = await newt().call("messages.list", { conversationId: groupId, after, limit: 1 });
    paged.push(...messages.map(({ seq }) => seq));
    more = hasNewer;
  }
  expect(paged).toEqual(Array.from({ length: lastSeq - firstSeq + 1 }, (_, index) => firstSeq + index));
});

test("I13 nothing old comes by sync, as a pin, as a quote or as a last message", async () => {
  await server.as("ada").call("messages.edit", { messageId: old.id, text: "before your time, edited" });
  const reply = await send("bob", "as was said", { replyTo: old.id });
  const changes = await newt().call("messages.changes", { conversationId: groupId, sinceRev: 0, sinceSeq: 0 });
  expect(changes.messages.every(({ seq }) => seq >= firstSeq)).toBe(true);
  expect(changes.messages).toContainEqual(reply);
  expect((await newt().call("messages.listPinned", { conversationId: groupId })).messages).toEqual([]);
  expect((await newt().call("messages.list", { conversationId: groupId })).quoted).toEqual([]);
  const everything = [
    changes,
    await newt().call("conversations.list", {}),
    await newt().call("messages.sync", { known: [{ conversationId: groupId, rev: 0, version: 0 }] }),
  ];
  expect(JSON.stringify(everything)).not.toMatch(/before your time|long ago/);
  expect((await server.as("bob").call("messages.listPinned", { conversationId: groupId })).messages).toMatchObject([{ id: old.id }]);
});

test("I13 changes of an old message are heard by those who may read it, and not by the newcomer", async () => {
  const [early, late] = [listen(await server.connect("bob")), listen(await server.connect("newt"))];
  const change = server.as("ada").call;
  await change("messages.edit", { messageId: old.id, text: "edited again" });
  await change("messages.react", { messageId: old.id, emoji: "🦊" });
  await change("messages.pin", { messageId: old.id, pinned: false });
  await change("messages.delete", { messageId: old.id });
  const last = await send("ada", "that was all");
  await waitFor("both to hear the last", () => late.length > 0 && early.length > 4);
  expect(early.map(({ name }) => name)).toEqual(["message.edited", "message.reacted", "message.pinned", "message.deleted", "message.created"]);
  expect(late).toEqual([{ name: "message.created", payload: { conversationId: groupId, rev: last.rev, message: last } }]);
});

test("I13 who leaves and returns reads from the return on", async () => {
  const missed = await send("ada", "while you were here");
  await newt().call("conversations.leave", { conversationId: groupId });
  await send("ada", "while you were away");
  const { lastSeq } = await server.as("ada").call("conversations.addMembers", { conversationId: groupId, userIds: ["newt"] });
  expect((await newt().call("messages.list", { conversationId: groupId })).messages.map(({ seq }) => seq)).toEqual([lastSeq]);
  await expectRefusal(newt().call("messages.get", { messageId: missed.id }), "not_found");
});
