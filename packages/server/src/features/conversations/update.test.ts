import { expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const update = (userId: string, conversationId: string, changes: object) => server.as(userId).call("conversations.update", { conversationId, ...changes });

test("update refuses strangers, plain members and direct conversations", async () => {
  const group = await newGroup(server, ["ada", "bob"]);
  const direct = await newDirect(server, "ada", "bob");
  await expectRefusal(update("mallory", group.id, { title: "Mine" }), "not_found");
  await expectRefusal(update("bob", group.id, { title: "Mine" }), "forbidden");
  await expectRefusal(update("ada", direct.id, { title: "Us" }), "direct_conversation");
  for (const fault of [{ title: " " }, { title: "x".repeat(121) }, { imageUrl: "data:text/html,x" }, { lastSeq: 7 }, { type: "direct" }])
    await expectRefusal(update("ada", group.id, fault), "validation_failed");
});

test("an owner or admin changes title and picture, and the group is told", async () => {
  const { id } = await newGroup(server, ["ada", "bob"], { title: "Old" });
  const heard = listen(await server.connect("bob"));
  const conversation = await update("ada", id, { title: " New ", imageUrl: "https://example.com/g.png" });
  expect(conversation).toMatchObject({ title: "New", imageUrl: "https://example.com/g.png", lastSeq: 3 });
  await waitFor("three events", () => heard.length === 3);
  expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.created", "conversation.updated"]);
  expect(heard[0]?.payload).toMatchObject({ message: { notice: { kind: "title_changed", title: "New" } } });
  expect(heard[1]?.payload).toMatchObject({ message: { notice: { kind: "image_changed" } } });
  const { lastMessage, me, ...shared } = conversation;
  expect(heard[2]?.payload).toEqual({ conversationId: id, rev: conversation.rev, conversation: shared });

  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "bob", role: "admin" });
  expect(await update("bob", id, { title: null, imageUrl: null })).toMatchObject({ title: null, imageUrl: null });
});

test("what is so already changes nothing", async () => {
  const { id, rev } = await newGroup(server, ["ada", "bob"], { title: "Same" });
  expect(await update("ada", id, { title: "Same", history: "all" })).toMatchObject({ rev });
  expect(await update("ada", id, {})).toMatchObject({ rev });
});

test("the history setting changes without a message", async () => {
  const { id, lastSeq, rev } = await newGroup(server, ["ada", "bob"]);
  expect(await update("ada", id, { history: "since_join" })).toMatchObject({ history: "since_join", lastSeq, rev: rev + 1 });
});
