import type { Message } from "@parley/protocol";
import { expectRefusal, listen, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const preview = { title: "A page", description: null, siteName: null, imageUrl: null, imageWidth: null, imageHeight: null };

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer({ LINK_PREVIEWS: "off" });
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

/** Ada's, with a preview of each of its links, as the reactor leaves it. */
async function previewed(text: string): Promise<Message> {
  const { message } = await server.as("ada").call("messages.send", { conversationId: groupId, text });
  const previews = text.split(" ").map((url) => ({ url, ...preview }));
  await server.pool.query("update messages set previews = $3, changed = true where conversation_id = $1 and seq = $2", [
    groupId,
    message.seq,
    JSON.stringify(previews),
  ]);
  return { ...message, previews };
}
const remove = async (userId: string, messageId: string) => (await server.as(userId).call("messages.removePreviews", { messageId })).message;

test("S7 removePreviews refuses everybody but the sender, owners included, and strangers do not learn of the message", async () => {
  const message = await previewed("https://a.example/");
  const { message: bobs } = await server.as("bob").call("messages.send", { conversationId: groupId, text: "https://b.example/" });
  await signIn(server, ["mallory"]);
  await expectRefusal(remove("bob", message.id), "forbidden");
  await expectRefusal(remove("ada", bobs.id), "forbidden");
  await expectRefusal(remove("ada", `${groupId}.1`), "forbidden");
  await expectRefusal(remove("mallory", message.id), "not_found");
  await expectRefusal(remove("ada", `${groupId}.999`), "not_found");
  await server.as("ada").call("messages.delete", { messageId: message.id });
  await expectRefusal(remove("ada", message.id), "message_deleted");
});

test("removePreviews takes them all, once; members hear it and the version stays", async () => {
  const message = await previewed("https://a.example/ https://b.example/");
  const heard = listen(await server.connect("bob"));
  const bare = await remove("ada", message.id);
  expect(bare).toEqual({ ...message, previews: [], rev: message.rev + 1 });
  expect(await remove("ada", message.id)).toEqual(bare);
  const { message: next } = await server.as("ada").call("messages.send", { conversationId: groupId, text: "that was all" });
  await waitFor("bob to hear the last", () => heard.length > 1);
  expect(heard).toEqual([
    { name: "message.previewed", payload: { conversationId: groupId, rev: bare.rev, message: bare } },
    { name: "message.created", payload: { conversationId: groupId, rev: bare.rev + 1, message: next } },
  ]);
});

test("an edit keeps the previews of links that stay and drops the others with the same change", async () => {
  const message = await previewed("https://a.example/ https://b.example/");
  const edit = async (text: string) => (await server.as("ada").call("messages.edit", { messageId: message.id, text })).message;
  expect(await edit("now https://b.example/ alone")).toMatchObject({ version: 2, previews: [{ url: "https://b.example/", title: "A page" }] });
  expect(await edit("no link")).toMatchObject({ version: 3, previews: [] });
});
