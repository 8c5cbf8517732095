import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("get refuses strangers and former members", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(server.as("mallory").call("conversations.get", { conversationId: id }), "not_found");
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await expectRefusal(server.as("bob").call("conversations.get", { conversationId: id }), "not_found");
});

test("get shows the shared part alike to all, and to each their own", async () => {
  const { id } = await newGroup(server, ["ada", "bob"], { title: "Both" });
  await server.as("ada").call("messages.send", { conversationId: id, text: "hello" });
  await server.as("bob").call("conversations.mute", { conversationId: id, muted: true });
  const ada = await server.as("ada").call("conversations.get", { conversationId: id });
  const bob = await server.as("bob").call("conversations.get", { conversationId: id });
  expect({ ...ada, me: null }).toEqual({ ...bob, me: null });
  expect(ada.me).toMatchObject({ role: "owner", unread: 0, mutedUntil: null });
  expect(bob.me).toMatchObject({ role: "member", unread: 2, mutedUntil: "forever" });
});

test("a large group shows its first eight members and counts all", async () => {
  const people = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, "0")}`);
  const { id } = await newGroup(server, people);
  const { members, memberCount } = await server.as("p11").call("conversations.get", { conversationId: id });
  expect(memberCount).toBe(12);
  expect(members.map(({ user }) => user.id)).toEqual(people.slice(0, 8));
});
