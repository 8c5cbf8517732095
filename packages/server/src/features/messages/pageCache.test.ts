import { expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const read = (userId: string, conversationId: string) => server.as(userId).call("messages.list", { conversationId });

test("I13 I21 a page that others keep reading is refused to a stranger, and to a member once removed", async () => {
  const group = await newGroup(server, ["ada", "ben"]);
  await server.as("ada").call("messages.send", { conversationId: group.id, text: "for members" });
  expect(await read("ben", group.id)).toEqual(await read("ada", group.id));
  await expectRefusal(read("mallory", group.id), "not_found");
  await server.as("ada").call("conversations.removeMember", { conversationId: group.id, userId: "ben" });
  await read("ada", group.id);
  await expectRefusal(read("ben", group.id), "not_found");
});

test("I10 a page that was read before shows every change at the next reading", async () => {
  const group = await newGroup(server, ["ada", "ben"]);
  const { message } = await server.as("ada").call("messages.send", { conversationId: group.id, text: "first" });
  const shown = async () => (await read("ben", group.id)).messages.at(-1);
  for (let times = 0; times < 2; times += 1) expect(await shown()).toEqual(message);
  const edited = await server.as("ada").call("messages.edit", { messageId: message.id, text: "second" });
  for (let times = 0; times < 2; times += 1) expect(await shown()).toEqual(edited.message);
  const reacted = await server.as("ben").call("messages.react", { messageId: message.id, emoji: "👍" });
  for (let times = 0; times < 2; times += 1) expect(await shown()).toEqual(reacted.message);
  await server.as("ada").call("messages.delete", { messageId: message.id });
  for (let times = 0; times < 2; times += 1) expect(await shown()).toMatchObject({ text: "", reactions: [] });
});

test("I13 a newcomer who may read only from joining on is not given the page of an older member", async () => {
  const group = await newGroup(server, ["ada", "ben"]);
  const ada = server.as("ada");
  await ada.call("conversations.update", { conversationId: group.id, history: "since_join" });
  await ada.call("messages.send", { conversationId: group.id, text: "before" });
  await server.as("cyd").call("users.me", {});
  await ada.call("conversations.addMembers", { conversationId: group.id, userIds: ["cyd"] });
  for (const reader of ["ada", "cyd", "ada", "cyd"]) {
    const texts = (await read(reader, group.id)).messages.map(({ text }) => text);
    expect(texts.includes("before")).toBe(reader === "ada");
  }
});

test("REST gives the same page the first and the second time", async () => {
  const group = await newGroup(server, ["ada", "ben"]);
  await server.as("ada").call("messages.send", { conversationId: group.id, text: "नमस्ते 你好 👋" });
  const token = await server.tokenFor("ada");
  const answers = await Promise.all([1, 2].map(() => server.fetch(`/api/conversations/${group.id}/messages`, { token })));
  const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
  expect(first).toEqual(second);
  expect(first).toEqual(await read("ada", group.id));
  expect(answers.map((answer) => answer.headers.get("content-type"))).toEqual(["application/json; charset=utf-8", "application/json; charset=utf-8"]);
});
