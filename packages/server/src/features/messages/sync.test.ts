import { limits } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

type Known = { conversationId: string; rev: number; version: number };
const sync = (userId: string, known: Known[]) => server.as(userId).call("messages.sync", { known });
const held = async (userId: string, conversationId: string): Promise<Known> => {
  const { rev, me } = await server.as(userId).call("conversations.get", { conversationId });
  return { conversationId, rev, version: me.version };
};
const nowhere = "0190a0b0-0000-7000-8000-000000000000";

test("sync refuses more than 500 conversations, other ids and unknown fields", async () => {
  const one = { conversationId: nowhere, rev: 0, version: 1 };
  await expectRefusal(sync("ada", Array(limits.syncConversations + 1).fill(one)), "validation_failed");
  await expectRefusal(sync("ada", [{ ...one, conversationId: "1" }]), "validation_failed");
  await expectRefusal(sync("ada", [{ ...one, admin: true } as Known]), "validation_failed");
  await expectRefusal(server.anonymous("messages.sync", { known: [] }), "unauthenticated");
  expect(await sync("ada", [])).toEqual({ changed: [], gone: [] });
});

test("S6 a stranger's, a former member's and an unknown conversation are gone alike", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "eve"]);
  const known = await held("eve", id);
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "eve" });
  await signIn(server, ["mallory"]);
  expect(await sync("eve", [known])).toEqual({ changed: [], gone: [id] });
  expect(await sync("mallory", [known, { ...known, conversationId: nowhere }])).toEqual({ changed: [], gone: [id, nowhere] });
});

test("I8 changed are exactly those with something new since", async () => {
  const groups = await Promise.all(Array.from({ length: 6 }, async () => (await newGroup(server, ["ada", "bob"])).id));
  const [written = "", edited = "", renamed = "", muted = "", quiet = "", others = ""] = groups;
  const call = server.as("ada").call;
  const { message } = await call("messages.send", { conversationId: edited, text: "one" });
  const known = await Promise.all(groups.map((id) => held("bob", id)));
  expect(await sync("bob", known)).toEqual({ changed: [], gone: [] });

  await call("messages.send", { conversationId: written, text: "news" });
  await call("messages.edit", { messageId: message.id, text: "two" });
  await call("conversations.update", { conversationId: renamed, title: "New name" });
  await server.as("bob").call("conversations.mute", { conversationId: muted, muted: true });
  await call("conversations.mute", { conversationId: others, muted: true });
  const { changed, gone } = await sync("bob", known);
  expect(changed.map(({ id }) => id).sort()).toEqual([written, edited, renamed, muted].sort());
  expect(changed.map(({ id }) => id)).not.toContain(quiet);
  expect(gone).toEqual([]);
  for (const conversation of changed) expect(conversation).toEqual(await server.as("bob").call("conversations.get", { conversationId: conversation.id }));
});

test("I8 a rev from the future counts as changed", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const known = await held("bob", id);
  expect((await sync("bob", [{ ...known, rev: known.rev + 100 }])).changed).toHaveLength(1);
});

test("500 conversations are looked at in one request, doubles once", async () => {
  const { id } = await newDirect(server, "ada", "cleo");
  const known = await held("cleo", id);
  await server.as("ada").call("messages.send", { conversationId: id, text: "news" });
  const unknown = Array.from({ length: limits.syncConversations - 2 }, (_, index) => ({
    ...known,
    conversationId: `0190a0b0-0000-7000-8000-${String(index).padStart(12, "0")}`,
  }));
  const { changed, gone } = await sync("cleo", [known, known, ...unknown]);
  expect(changed.map((conversation) => conversation.id)).toEqual([id]);
  expect(gone).toHaveLength(unknown.length);
});
