import { expectRefusal, newDirect, newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const get = (userId: string, messageId: string) => server.as(userId).call("messages.get", { messageId });

test("S6 get answers strangers and former members as if there were no such message", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "eve"]);
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "private" });
  expect(await get("eve", message.id)).toEqual({ message });
  await server.as("eve").call("conversations.leave", { conversationId: id });
  await signIn(server, ["mallory"]);
  const refused = await Promise.all([
    expectRefusal(get("mallory", message.id), "not_found"),
    expectRefusal(get("eve", message.id), "not_found"),
    expectRefusal(get("ada", `${id}.999`), "not_found"),
    expectRefusal(get("ada", "0190a0b0-0000-7000-8000-000000000000.1"), "not_found"),
  ]);
  for (const refusal of refused) expect(refusal.toBody()).toEqual(refused[0]?.toBody());
});

test.each(["1", "", "x.1", "0190a0b0-0000-7000-8000-000000000000", "0190a0b0-0000-7000-8000-000000000000.0", "0190a0b0-0000-7000-8000-000000000000.1e3"])(
  "S10 %j is no message id",
  async (messageId) => {
    await expectRefusal(get("ada", messageId), "validation_failed");
  },
);

test("get gives members the message as it is now, under the sender's present name", async () => {
  const { id } = await newDirect(server, "cleo", "bob");
  const { message } = await server.as("cleo").call("messages.send", { conversationId: id, text: "hello" });
  for (const userId of ["cleo", "bob"]) expect(await get(userId, message.id)).toEqual({ message });
  await server.as("cleo").call("messages.edit", { messageId: message.id, text: "hello!" });
  await server.as("cleo", { name: "Cleopatra" }).call("users.me", {});
  expect((await get("bob", message.id)).message).toMatchObject({ text: "hello!", version: 2, sender: { id: "cleo", name: "Cleopatra" } });
});
