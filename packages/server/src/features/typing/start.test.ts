import { ask, expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const start = (userId: string, conversationId: string) => server.as(userId).call("typing.start", { conversationId });
const typists = async (userId: string, conversationId: string) =>
  (await server.as(userId).call("typing.list", { conversationId })).users.map((user) => user.id);

test("defect 5: start refuses a stranger and somebody who has left", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await expectRefusal(start("mallory", id), "not_found");
  await expectRefusal(start("bob", id), "not_found");
  expect(await typists("ada", id)).toEqual([]);
});

test("F-EV-02 N-T-09 T-T-06 the others hear who types, the typist does not, nor does a stranger", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  const sockets = await Promise.all(["ada", "bob", "cleo", "mallory"].map((userId) => server.connect(userId)));
  const heard = sockets.map(listen);
  await start("ada", id);
  const event = { name: "typing.changed", payload: { conversationId: id, user: { id: "ada", name: "ada", imageUrl: null }, typing: true } };
  await waitFor("the others to hear", () => heard[1]?.length && heard[2]?.length);
  await Promise.all(sockets.map((socket) => ask(socket, "user:me")));
  expect(heard).toEqual([[], [event], [event], []]);
});

test("I17 typing ends by itself, and the others hear it", async () => {
  const { id } = await newDirect(server, "dora", "emil");
  const heard = listen(await server.connect("emil"));
  await start("dora", id);
  expect(await typists("emil", id)).toEqual(["dora"]);
  await waitFor("the typing to end", () => heard.length === 2);
  expect(heard.map(({ payload }) => payload)).toMatchObject([{ typing: true }, { typing: false }]);
  expect(await typists("emil", id)).toEqual([]);
});

test("I17 typing ends with the message", async () => {
  const { id } = await newDirect(server, "fay", "gus");
  const heard = listen(await server.connect("gus"));
  await start("fay", id);
  await server.as("fay").call("messages.send", { conversationId: id, text: "here it is" });
  await waitFor("the message", () => heard.some(({ name }) => name === "message.created"));
  expect(await typists("gus", id)).toEqual([]);
  expect(heard.map(({ name }) => name)).toEqual(["typing.changed", "message.created"]);
});

test("I17 I13 typing ends with the membership, after which nothing of it is heard", async () => {
  const { id } = await newGroup(server, ["hal", "ivy", "jo"]);
  const removed = await server.connect("ivy");
  const heard = listen(removed);
  await start("ivy", id);
  expect(await typists("hal", id)).toEqual(["ivy"]);
  await server.as("hal").call("conversations.removeMember", { conversationId: id, userId: "ivy" });
  expect(await typists("hal", id)).toEqual([]);
  await start("hal", id);
  expect(await typists("jo", id)).toEqual(["hal"]);
  await waitFor("the removal", () => heard.length > 0);
  await ask(removed, "user:me");
  expect(heard.map(({ name }) => name)).toEqual(["member.removed"]);
});
