import { expectRefusal, newDirect, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const unread = (userId: string) => server.as(userId).call("receipts.unread", {});
const send = (userId: string, conversationId: string) => server.as(userId).call("messages.send", { conversationId, text: "hello" });

test("unread refuses without a token", async () => {
  await expectRefusal(server.anonymous("receipts.unread", {}), "unauthenticated");
});

test("unread is nothing for somebody without conversations", async () => {
  expect(await unread("hermit")).toEqual({ conversations: 0, messages: 0 });
});

test("I11 N-T-04 T-T-07 unread adds up the conversations, and goes with reading", async () => {
  const direct = await newDirect(server, "ada", "bob");
  const group = await newGroup(server, ["ada", "bob"]);
  for (let count = 0; count < 3; count++) await send("ada", direct.id);
  expect(await unread("bob")).toEqual({ conversations: 2, messages: 4 });
  await server.as("bob").call("receipts.read", { conversationId: direct.id, seq: 2 });
  expect(await unread("bob")).toEqual({ conversations: 2, messages: 2 });
  await server.as("bob").call("receipts.read", { conversationId: group.id, seq: 1 });
  expect(await unread("bob")).toEqual({ conversations: 1, messages: 1 });
  const { conversations } = await server.as("bob").call("conversations.list", {});
  expect(conversations.reduce((sum, { me }) => sum + me.unread, 0)).toBe(1);
});

test("one's own messages are not unread", async () => {
  const { id } = await newDirect(server, "cleo", "dora");
  await send("cleo", id);
  expect(await unread("cleo")).toEqual({ conversations: 0, messages: 0 });
  expect(await unread("dora")).toEqual({ conversations: 1, messages: 1 });
});

test("conversations that are archived or left do not count", async () => {
  const [archived, left] = [await newGroup(server, ["emil", "fay"]), await newGroup(server, ["emil", "fay"])];
  expect(await unread("fay")).toEqual({ conversations: 2, messages: 2 });
  await server.as("fay").call("conversations.archive", { conversationId: archived.id, archived: true });
  await server.as("fay").call("conversations.leave", { conversationId: left.id });
  expect(await unread("fay")).toEqual({ conversations: 0, messages: 0 });
});

test("what was said before one joined, or while one was away, is not unread", async () => {
  const { id } = await newGroup(server, ["gus", "hal"], { history: "since_join" });
  for (let count = 0; count < 3; count++) await send("gus", id);
  await server.as("hal").call("conversations.leave", { conversationId: id });
  await server.as("ivy").call("users.me", {});
  for (let count = 0; count < 3; count++) await send("gus", id);
  await server.as("gus").call("conversations.addMembers", { conversationId: id, userIds: ["hal", "ivy"] });
  // The notice that they joined is all that is new to them.
  expect(await unread("hal")).toEqual({ conversations: 1, messages: 1 });
  expect(await unread("ivy")).toEqual({ conversations: 1, messages: 1 });
});
