import type { Message } from "@parley/protocol";
import { expectRefusal, listen, newDirect, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo", "dora"])).id;
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "bob", role: "admin" });
});
afterAll(() => server.stop());

const send = async (userId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId: groupId, text, ...extra })).message;
const remove = async (userId: string, messageId: string): Promise<Message> => (await server.as(userId).call("messages.delete", { messageId })).message;
const get = async (messageId: string) => (await server.as("ada").call("messages.get", { messageId })).message;

test("S7 delete refuses plain members another's message, and strangers any", async () => {
  const message = await send("ada", "stays");
  await signIn(server, ["mallory"]);
  await expectRefusal(remove("cleo", message.id), "forbidden");
  await expectRefusal(remove("mallory", message.id), "not_found");
  await expectRefusal(remove("ada", `${groupId}.999`), "not_found");
  expect(await get(message.id)).toEqual(message);
});

test("S7 in a direct conversation nobody deletes the other's message", async () => {
  const { id } = await newDirect(server, "ada", "cleo");
  const message = await send("cleo", "stays", { conversationId: id });
  await expectRefusal(remove("ada", message.id), "forbidden");
  expect(await remove("cleo", message.id)).toMatchObject({ text: "" });
});

test("what the system said is deleted by nobody", async () => {
  await expectRefusal(remove("ada", `${groupId}.1`), "forbidden");
});

test("owners and admins of a group delete anybody's message, the sender their own", async () => {
  for (const [sender, remover] of [
    ["cleo", "ada"],
    ["cleo", "bob"],
    ["ada", "bob"],
    ["cleo", "cleo"],
  ] as const) {
    const message = await send(sender, "goes");
    expect(await remove(remover, message.id)).toMatchObject({ id: message.id, sender: message.sender, text: "", deletedAt: expect.any(String) });
  }
});

test("I21 an admin who was made a plain member again deletes nothing of others'", async () => {
  const message = await send("ada", "stays");
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "dora", role: "admin" });
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "dora", role: "member" });
  await expectRefusal(remove("dora", message.id), "forbidden");
});

test("I10 a tombstone keeps its place, sender and times; the version rises by one", async () => {
  const sent = await send("cleo", "secret", { clientId: "tomb", mentions: ["ada"], replyTo: `${groupId}.1` });
  await server.as("ada").call("messages.react", { messageId: sent.id, emoji: "👍" });
  await server.as("ada").call("messages.pin", { messageId: sent.id, pinned: true });
  const deleted = await remove("cleo", sent.id);
  expect(deleted).toEqual({ ...sent, text: "", mentions: [], replyTo: null, version: 2, rev: expect.any(Number), deletedAt: expect.any(String) });
  expect(await get(sent.id)).toEqual(deleted);
});

test("I10 F-DM-05 defect 7: after a deletion no path and no table has the text", async () => {
  const secret = "xyzzy-7f3a";
  const { id: conversationId } = await newGroup(server, ["ada", "bob"]);
  const heard = listen(await server.connect("bob"));
  const sent = await send("ada", `the word is ${secret}`, { conversationId, clientId: "secret" });
  const edited = (await server.as("ada").call("messages.edit", { messageId: sent.id, text: `the new word is ${secret}` })).message;
  await server.as("ada").call("messages.pin", { messageId: sent.id, pinned: true });
  await send("bob", "noted", { conversationId, replyTo: sent.id });
  await waitFor("the events before", () => heard.some(({ payload }) => "message" in payload && payload.message.text === "noted"));
  heard.length = 0;

  await remove("ada", sent.id);
  await waitFor("bob to hear", () => heard.length > 0);
  const bob = server.as("bob").call;
  const paths = {
    event: heard,
    list: await bob("messages.list", { conversationId }),
    quoted: (await bob("messages.list", { conversationId, limit: 1 })).quoted,
    get: await bob("messages.get", { messageId: sent.id }),
    pins: await bob("messages.listPinned", { conversationId }),
    fresh: await bob("messages.changes", { conversationId, sinceRev: 0, sinceSeq: 0 }),
    changes: await bob("messages.changes", { conversationId, sinceRev: edited.rev, sinceSeq: sent.seq }),
    retry: await server.as("ada").call("messages.send", { conversationId, text: `the word is ${secret}`, clientId: "secret" }),
  };
  for (const [path, found] of Object.entries(paths))
    expect({ path, found: JSON.stringify(found) }).not.toMatchObject({ found: expect.stringContaining(secret) });
  expect(paths.event).toMatchObject([{ name: "message.deleted", payload: { message: { id: sent.id, text: "" } } }]);
  expect(paths.quoted).toMatchObject([{ id: sent.id, text: "" }]);
  expect(paths.pins.messages).toEqual([]);
  expect(paths.changes.messages).toContainEqual(paths.get.message);
  for (const table of ["messages", "outbox", "conversations", "members"])
    expect((await server.pool.query(`select 1 from ${table} t where t::text like $1`, [`%${secret}%`])).rows).toEqual([]);
});

test("I10 a deleted last message is a last message without text", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const message = await send("ada", "last words", { conversationId: id });
  const deleted = await remove("ada", message.id);
  const listed = (await server.as("bob").call("conversations.list", {})).conversations.find((each) => each.id === id);
  expect(listed?.lastMessage).toEqual(deleted);
  expect(JSON.stringify(listed)).not.toContain("last words");
});

test("deleting twice, or ten times at once, is the same as once, and is heard once", async () => {
  const heard = listen(await server.connect("bob"));
  const message = await send("ada", "goes once");
  const answers = await Promise.all(Array.from({ length: 10 }, () => remove("ada", message.id)));
  answers.push(await remove("bob", message.id));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  const last = await send("ada", "that was all");
  expect(last.rev).toBe((answers[0]?.rev ?? 0) + 1);
  await waitFor("bob to hear the last", () => heard.length >= 3);
  expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.deleted", "message.created"]);
});
