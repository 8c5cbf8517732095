import { limits, type Message } from "@parley/protocol";
import { expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "bob", role: "admin" });
});
afterAll(() => server.stop());

const send = async (conversationId = groupId): Promise<Message> => (await server.as("cleo").call("messages.send", { conversationId, text: "note" })).message;
const pin = async (userId: string, messageId: string, pinned = true): Promise<Message> =>
  (await server.as(userId).call("messages.pin", { messageId, pinned })).message;

test("S7 pin refuses plain members, their own messages included, and strangers", async () => {
  const message = await send();
  await expectRefusal(pin("cleo", message.id), "forbidden");
  await expectRefusal(pin("mallory", message.id), "not_found");
  await expectRefusal(pin("ada", `${groupId}.999`), "not_found");
  await pin("ada", message.id);
  await expectRefusal(pin("cleo", message.id, false), "forbidden");
});

test("a deleted message is not pinned, and a pinned one is taken down by deleting it", async () => {
  const message = await send();
  await pin("ada", message.id);
  expect((await server.as("cleo").call("messages.delete", { messageId: message.id })).message.pinnedAt).toBeNull();
  await expectRefusal(pin("ada", message.id), "message_deleted");
  await expectRefusal(pin("ada", message.id, false), "message_deleted");
});

test("owners and admins of a group pin and take down, both of a direct conversation do", async () => {
  const direct = await newDirect(server, "cleo", "dora");
  for (const [userId, conversationId] of [
    ["ada", groupId],
    ["bob", groupId],
    ["cleo", direct.id],
    ["dora", direct.id],
  ] as const) {
    const { id } = await send(conversationId);
    expect(await pin(userId, id)).toMatchObject({ id, pinnedAt: expect.any(String), version: 1 });
    expect(await pin(userId, id, false)).toMatchObject({ id, pinnedAt: null, version: 1 });
  }
});

test("pinning twice is the same as once, and is heard once", async () => {
  const heard = listen(await server.connect("cleo"));
  const message = await send();
  const pinned = await pin("ada", message.id);
  expect(await pin("bob", message.id)).toEqual(pinned);
  await send();
  await waitFor("cleo to hear the last", () => heard.length >= 3);
  expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.pinned", "message.created"]);
  expect(heard[1]?.payload).toEqual({ conversationId: groupId, rev: pinned.rev, message: pinned });
});

test("50 messages are pinned and one more is refused, also when 60 are tried at once", async () => {
  const { id } = await newGroup(server, ["ada", "cleo"]);
  const messages = await Promise.all(Array.from({ length: limits.pinsPerConversation + 10 }, () => send(id)));
  const outcomes = await Promise.allSettled(messages.map((message) => pin("ada", message.id)));
  const refused = messages.filter((_, index) => outcomes[index]?.status === "rejected");
  const pinned = messages.filter((_, index) => outcomes[index]?.status === "fulfilled");
  expect(pinned).toHaveLength(limits.pinsPerConversation);
  const oneMore = refused[0]?.id ?? "";
  expect((await expectRefusal(pin("ada", oneMore), "limit_reached")).details).toMatchObject({ limit: limits.pinsPerConversation });
  await pin("ada", pinned[0]?.id ?? "", false);
  expect(await pin("ada", oneMore)).toMatchObject({ pinnedAt: expect.any(String) });
});
