import { limits, type Message } from "@parley/protocol";
import { expectRefusal, listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo", "eve"])).id;
  await server.as("eve").call("conversations.leave", { conversationId: groupId });
});
afterAll(() => server.stop());

const send = async (text = "hello"): Promise<Message> => (await server.as("ada").call("messages.send", { conversationId: groupId, text })).message;
const react = async (userId: string, messageId: string, emoji: string, on?: boolean): Promise<Message> =>
  (await server.as(userId).call("messages.react", { messageId, emoji, ...(on !== undefined && { on }) })).message;
const reactions = (message: Message) => message.reactions.map(({ userId, emoji }) => `${userId} ${emoji}`);

test("react refuses strangers, former members, and a message that is not there or was deleted", async () => {
  const { id } = await send();
  await expectRefusal(react("mallory", id, "👍"), "not_found");
  await expectRefusal(react("eve", id, "👍"), "not_found");
  await expectRefusal(react("ada", `${groupId}.999`, "👍"), "not_found");
  await server.as("ada").call("messages.delete", { messageId: id });
  await expectRefusal(react("bob", id, "👍"), "message_deleted");
});

test.each(["", " ", "x", "ok", ":+1:", "👍👍", "👍x", "1", "<b>", "\u200D", "\uD83D", "👍\0", `👍${"\uFE0F".repeat(16)}`])(
  "%j is not an emoji",
  async (emoji) => {
    await expectRefusal(react("bob", (await send()).id, emoji), "validation_failed");
  },
);

test.each(["👍", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣"])("%s is an emoji, kept as sent", async (emoji) => {
  const { id } = await send();
  expect(reactions(await react("bob", id, emoji))).toEqual([`bob ${emoji}`]);
  expect(reactions((await server.as("cleo").call("messages.get", { messageId: id })).message)).toEqual([`bob ${emoji}`]);
});

test("reactions are added and taken back, one's own only", async () => {
  const { id } = await send();
  await react("bob", id, "👍");
  await react("cleo", id, "👍");
  expect(reactions(await react("bob", id, "🦊", true))).toEqual(["bob 👍", "cleo 👍", "bob 🦊"]);
  expect(reactions(await react("ada", id, "👍", false))).toEqual(["bob 👍", "cleo 👍", "bob 🦊"]);
  expect(reactions(await react("bob", id, "👍", false))).toEqual(["cleo 👍", "bob 🦊"]);
  await react("cleo", id, "👍", false);
  expect(reactions(await react("bob", id, "🦊", false))).toEqual([]);
});

test("the same again changes nothing and is not heard; reactions change neither version nor text", async () => {
  const heard = listen(await server.connect("cleo"));
  const message = await send();
  const first = await react("bob", message.id, "👍");
  expect(await react("bob", message.id, "👍")).toEqual(first);
  const none = await react("bob", message.id, "👍", false);
  expect(await react("bob", message.id, "👍", false)).toEqual(none);
  expect(none).toEqual({ ...message, rev: message.rev + 2 });
  await send("that was all");
  await waitFor("cleo to hear the last", () => heard.length >= 4);
  expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.reacted", "message.reacted", "message.created"]);
  expect(heard[1]?.payload).toEqual({ conversationId: groupId, rev: first.rev, message: first });
});

test("of many reactions at once none is lost", async () => {
  const { id } = await send();
  const emoji = ["👍", "🦊", "🎉", "😀", "🚀", "🐙"];
  await Promise.all(["ada", "bob", "cleo"].flatMap((userId) => emoji.map((each) => react(userId, id, each))));
  const { message } = await server.as("ada").call("messages.get", { messageId: id });
  expect(reactions(message).sort()).toEqual(["ada", "bob", "cleo"].flatMap((userId) => emoji.map((each) => `${userId} ${each}`)).sort());
});

test("a message holds 1,000 reactions and refuses one more; taking back makes room", async () => {
  const { id, seq } = await send();
  const full = Array.from({ length: limits.reactionsPerMessage - 1 }, (_, index) => ({
    emoji: "👍",
    userId: `u${index}`,
    createdAt: "2026-01-01T00:00:00.000Z",
  }));
  await server.pool.query("update messages set reactions = $3 where conversation_id = $1 and seq = $2", [groupId, seq, JSON.stringify(full)]);
  await react("bob", id, "🦊");
  expect((await expectRefusal(react("cleo", id, "🦊"), "limit_reached")).details).toMatchObject({ limit: limits.reactionsPerMessage });
  expect((await react("bob", id, "🦊")).reactions).toHaveLength(limits.reactionsPerMessage);
  await react("bob", id, "🦊", false);
  expect(reactions(await react("cleo", id, "🦊")).at(-1)).toBe("cleo 🦊");
});

test("an edit keeps reactions", async () => {
  const { id } = await send();
  await react("bob", id, "👍");
  expect(reactions((await server.as("ada").call("messages.edit", { messageId: id, text: "hello!" })).message)).toEqual(["bob 👍"]);
});
