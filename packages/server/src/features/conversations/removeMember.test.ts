import { ask, expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const remove = (actor: string, conversationId: string, userId: string) => server.as(actor).call("conversations.removeMember", { conversationId, userId });
const promote = (conversationId: string, userId: string, role: "admin" | "owner") =>
  server.as("ada").call("conversations.setRole", { conversationId, userId, role });

test("removeMember refuses strangers, direct conversations and people who are not in it", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(remove("mallory", id, "bob"), "not_found");
  await expectRefusal(remove("ada", (await newDirect(server, "ada", "bob")).id, "bob"), "direct_conversation");
  await expectRefusal(remove("ada", id, "mallory"), "not_a_member");
  await expectRefusal(remove("ada", id, "nobody"), "not_a_member");
});

test("S7 members remove nobody, admins members only, owners anybody but themselves", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo", "dora", "emil"]);
  await promote(id, "bob", "admin");
  await promote(id, "cleo", "admin");
  await promote(id, "emil", "owner");
  for (const [actor, target] of [
    ["dora", "cleo"],
    ["dora", "ada"],
    ["bob", "cleo"],
    ["bob", "ada"],
    ["bob", "bob"],
    ["ada", "ada"],
    ["dora", "dora"],
  ] as const)
    await expectRefusal(remove(actor, id, target), "forbidden");
  expect(await remove("bob", id, "dora")).toMatchObject({ memberCount: 4 });
  expect(await remove("ada", id, "bob")).toMatchObject({ memberCount: 3 });
  expect(await remove("ada", id, "emil")).toMatchObject({ memberCount: 2 });
});

test("I13 T-SEC-05 who was removed hears it as the last thing, on all devices", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "hello" });
  const [cleo, phone, tablet] = await Promise.all([server.connect("cleo"), server.connect("bob"), server.connect("bob")]);
  const [stays, ...goes] = [cleo, phone, tablet].map(listen);
  await remove("ada", id, "bob");

  // Everything that members hear from here on, of every kind.
  await server.as("ada").call("messages.send", { conversationId: id, text: "without bob" });
  await server.as("ada").call("messages.edit", { messageId: message.id, text: "hello you" });
  await server.as("ada").call("messages.react", { messageId: message.id, emoji: "👍" });
  await server.as("ada").call("messages.pin", { messageId: message.id, pinned: true });
  await server.as("ada").call("typing.start", { conversationId: id });
  await server.as("ada").call("typing.stop", { conversationId: id });
  await server.as("ada").call("receipts.read", { conversationId: id, seq: 2 });
  await server.as("cleo").call("receipts.read", { conversationId: id, seq: 4 });
  await server.as("ada").call("conversations.update", { conversationId: id, title: "Secret" });
  await server.as("ada").call("messages.delete", { messageId: message.id });
  await waitFor("cleo to hear the deletion", () => stays?.some(({ name }) => name === "message.deleted"));
  const kinds = new Set(stays?.map(({ name }) => name));
  for (const name of [
    "message.created",
    "message.edited",
    "message.reacted",
    "message.pinned",
    "typing.changed",
    "receipt.updated",
    "conversation.updated",
  ] as const)
    expect(kinds).toContain(name);

  // The removed devices answer after anything that was sent to them before.
  for (const device of [phone, tablet]) await ask(device, "user:me", {});
  for (const heard of goes) expect(heard).toEqual([{ name: "member.removed", payload: expect.objectContaining({ conversationId: id, userId: "bob" }) }]);
});

test("I13 I21 the removal is judged now: an open socket that was a member a moment ago is refused everything", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const socket = await server.connect("bob");
  await ask(socket, "message:send", { conversationId: id, text: "I am in" });
  await remove("ada", id, "bob");
  const attempts: [string, object][] = [
    ["message:send", { conversationId: id, text: "still?" }],
    ["message:list", { conversationId: id }],
    ["message:edit", { messageId: `${id}.2`, text: "changed" }],
    ["message:delete", { messageId: `${id}.2` }],
    ["message:read", { conversationId: id, seq: 2 }],
    ["typing:start", { conversationId: id }],
    ["conversation:get", { conversationId: id }],
    ["conversation:changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 }],
  ];
  for (const [event, input] of attempts) await expectRefusal(ask(socket, event, input), "not_found");
  expect(await ask(socket, "conversation:sync", { known: [{ conversationId: id, rev: 1, version: 1 }] })).toEqual({ changed: [], gone: [id] });
});

test("I13 the presence of others is not told to who was removed and shares nothing else with them", async () => {
  const { id } = await newGroup(server, ["olga", "paul"]);
  await newDirect(server, "paul", "zoe");
  const [watcher] = [await server.connect("paul"), await server.connect("olga")];
  expect(await ask(watcher, "user:watch", { userIds: ["olga"] })).toMatchObject({ presences: [{ userId: "olga", online: true }] });
  await remove("olga", id, "paul");
  await waitFor("the watch to end", () => server.server.app.connections.watching("olga").length === 0);
  expect(await ask(watcher, "user:presence", { userIds: ["olga", "zoe"] })).toMatchObject({ presences: [{ userId: "zoe" }] });
});

test("two who remove each other at once do not both succeed", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await promote(id, "bob", "owner");
  const attempts = await Promise.allSettled([remove("ada", id, "bob"), remove("bob", id, "ada")]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
