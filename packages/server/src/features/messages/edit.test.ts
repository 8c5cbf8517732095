import { limits, type Message } from "@parley/protocol";
import { expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "bob", role: "admin" });
});
afterAll(() => server.stop());

const send = async (userId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.send", { conversationId: groupId, text, ...extra })).message;
const edit = async (userId: string, messageId: string, text: string, extra: object = {}): Promise<Message> =>
  (await server.as(userId).call("messages.edit", { messageId, text, ...extra })).message;
const get = async (messageId: string) => (await server.as("ada").call("messages.get", { messageId })).message;

test("S7 edit refuses everybody but the sender, owners and admins included", async () => {
  const message = await send("cleo", "mine");
  await expectRefusal(edit("ada", message.id, "no, mine"), "forbidden");
  await expectRefusal(edit("bob", message.id, "no, mine"), "forbidden");
  await expectRefusal(edit("mallory", message.id, "no, mine"), "not_found");
  await expectRefusal(edit("ada", `${groupId}.1`, "nothing was created"), "forbidden");
  expect(await get(message.id)).toEqual(message);
});

test("I21 a sender who is no longer a member cannot edit", async () => {
  const { id } = await newGroup(server, ["ada", "dora"]);
  const message = await send("dora", "before", { conversationId: id });
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "dora" });
  await expectRefusal(edit("dora", message.id, "after"), "not_found");
  expect(await get(message.id)).toEqual(message);
});

test("S14 an edit needs a text as a message does, and takes nothing else", async () => {
  const { id } = await send("ada", "text");
  for (const text of ["", " \n", "a\0", "\uD83E", "x".repeat(limits.messageText + 1)]) await expectRefusal(edit("ada", id, text), "validation_failed");
  for (const extra of [{ version: 9 }, { senderId: "bob" }, { expectedVersion: 0 }]) await expectRefusal(edit("ada", id, "new", extra), "validation_failed");
  await expectRefusal(edit("ada", id, "hey", { mentions: ["mallory"] }), "mention_not_a_member");
  expect(await get(id)).toMatchObject({ text: "text", version: 1, editedAt: null });
});

test("I10 each edit raises the version by one and keeps place, time, sender and clientId", async () => {
  const original = await send("ada", "one", { clientId: "kept" });
  for (let version = 2; version <= 5; version += 1) {
    const edited = await edit("ada", original.id, `version ${version}`);
    expect(edited).toEqual({ ...original, text: `version ${version}`, version, rev: expect.any(Number), editedAt: expect.any(String) });
    expect(edited.rev).toBeGreaterThan(original.rev);
    expect(await get(original.id)).toEqual(edited);
  }
});

test("I10 of 20 edits at once all count, and of 20 that expect the same version one does", async () => {
  const { id } = await send("ada", "start");
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => edit("ada", id, `edit ${index}`)));
  expect(all.map(({ version }) => version).sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  expect(await get(id)).toEqual(all.find(({ version }) => version === 21));
  const expecting = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => edit("ada", id, `winner ${index}`, { expectedVersion: 21 })));
  expect(expecting.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await get(id)).version).toBe(22);
});

test("I10 an edit of a version that is no longer the latest is refused with the latest", async () => {
  const { id } = await send("ada", "one");
  await edit("ada", id, "two", { expectedVersion: 1 });
  const refused = await expectRefusal(edit("ada", id, "also two", { expectedVersion: 1 }), "version_conflict");
  expect(refused).toMatchObject({ status: 409, details: { version: 2 } });
  expect((await get(id)).text).toBe("two");
});

test("I10 a deleted message cannot be edited", async () => {
  const { id } = await send("ada", "gone");
  await server.as("ada").call("messages.delete", { messageId: id });
  await expectRefusal(edit("ada", id, "back"), "message_deleted");
  await expectRefusal(edit("ada", id, "back", { expectedVersion: 2 }), "message_deleted");
});

test("mentions are those of the latest text", async () => {
  const { id } = await send("ada", "hey bob", { mentions: ["bob"] });
  expect((await edit("ada", id, "hey both", { mentions: ["bob", "cleo", "bob"] })).mentions).toEqual(["bob", "cleo"]);
  expect((await edit("ada", id, "hey nobody")).mentions).toEqual([]);
});

test("I2 a retry of the send after an edit returns the message as it is", async () => {
  const original = await send("ada", "as typed", { clientId: "edited since" });
  const edited = await edit("ada", original.id, "as meant");
  expect(await send("ada", "as typed", { clientId: "edited since" })).toEqual(edited);
});

test("members hear an edit once; nothing becomes unread and the list keeps its order", async () => {
  const message = await send("ada", "one");
  const before = await server.as("bob").call("conversations.get", { conversationId: groupId });
  const heard = listen(await server.connect("bob"));
  const edited = await edit("ada", message.id, "two");
  await waitFor("bob to hear", () => heard.length > 0);
  expect(heard).toEqual([{ name: "message.edited", payload: { conversationId: groupId, rev: edited.rev, message: edited } }]);
  expect(await server.as("bob").call("conversations.get", { conversationId: groupId })).toEqual({ ...before, rev: edited.rev, lastMessage: edited });
});
