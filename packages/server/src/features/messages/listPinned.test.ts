import { expectRefusal, newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "eve"])).id;
});
afterAll(() => server.stop());

const listPinned = async (userId: string) => (await server.as(userId).call("messages.listPinned", { conversationId: groupId })).messages;

test("S6 listPinned answers strangers and former members as if there were no such conversation", async () => {
  await signIn(server, ["mallory"]);
  await server.as("eve").call("conversations.leave", { conversationId: groupId });
  const stranger = await expectRefusal(listPinned("mallory"), "not_found");
  const former = await expectRefusal(listPinned("eve"), "not_found");
  expect(former.toBody()).toEqual(stranger.toBody());
});

test("pins come latest pin first, as the messages are now, to every member", async () => {
  expect(await listPinned("bob")).toEqual([]);
  const call = server.as("ada").call;
  const sent = [];
  for (const text of ["one", "two", "three"]) sent.push((await call("messages.send", { conversationId: groupId, text })).message);
  for (const index of [1, 0, 2]) await call("messages.pin", { messageId: sent[index]?.id ?? "", pinned: true });
  expect((await listPinned("bob")).map(({ text }) => text)).toEqual(["three", "one", "two"]);
  await call("messages.pin", { messageId: sent[2]?.id ?? "", pinned: false });
  const edited = (await call("messages.edit", { messageId: sent[1]?.id ?? "", text: "two, corrected" })).message;
  expect((await listPinned("bob")).map(({ text }) => text)).toEqual(["one", "two, corrected"]);
  expect((await listPinned("bob"))[1]).toEqual(edited);
});
