import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** What no version of the product writes, as a later one or a hand in the database may have left it. */
const oddities: [string, string][] = [
  ["a type that is not known yet", "type = 'poll'"],
  ["attachments that are no list", `attachments = '{"no": "list"}'`],
  ["attachments that are nothing", `attachments = '[null, 7, "x", {}]'`],
  ["reactions that are no list", `reactions = '{"no": "list"}'`],
  ["previews that are no list", `previews = '"no list"'`],
  ["a notice of nothing", "type = 'system', notice = null"],
  ["a notice that is not known yet", `type = 'system', notice = '{"kind": "hologram"}'`],
  ["a reply to what is not there", "reply_seq = 999999"],
  ["a sender whom nobody knows", "sender_id = 'nobody'"],
  ["a million emoji that are joined", "text = repeat(E'\\U0001F469\\u200D\\U0001F467\\u200D', 250000)"],
  ["ten thousand marks on one letter", "text = 'a' || repeat(E'\\u0301', 10000)"],
  ["letters that turn the line around", "text = repeat(E'\\u202E\\u2066\\u0627 \\u200F', 1000)"],
  ["more words than an index takes", "text = (select string_agg(md5(n::text), ' ') from generate_series(1, 60000) n)"],
  ["no words at all", "text = ''"],
];

describe.each(oddities)("F21 I19 a stored message with %s", (_, assignment) => {
  test("takes nobody else's message with it: page, sync, list, search and replay go on", async () => {
    const { id: conversationId } = await newGroup(server, ["ada", "bob"]);
    const send = async (text: string) => (await server.as("ada").call("messages.send", { conversationId, text })).message;
    const [before, odd, after] = [await send("xylophone before"), await send("poison"), await send("xylophone after")];
    await server.pool.query(`update messages set ${assignment}, rev = rev, changed = true where conversation_id = $1 and seq = $2`, [conversationId, odd.seq]);
    await server.pool.query("delete from search_progress where conversation_id = $1", [conversationId]);
    const bob = server.as("bob").call;
    const token = await server.tokenFor("bob");
    const page = await server.fetch(`/api/conversations/${conversationId}/messages`, { token });
    expect(page.status).toBe(200);
    const { messages } = await bob("messages.list", { conversationId, limit: 99 });
    expect(messages.map(({ seq }) => seq)).toEqual([1, before.seq, odd.seq, after.seq]);
    expect(messages).toContainEqual(before);
    expect(messages).toContainEqual(after);
    const changes = await bob("messages.changes", { conversationId, sinceRev: 0, sinceSeq: 0 });
    expect(changes.messages.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq));
    await bob("conversations.get", { conversationId });
    expect((await bob("conversations.list", {})).conversations.map(({ id }) => id)).toContain(conversationId);
    await server.server.app.search.indexer.catchUp();
    const found = await bob("messages.search", { query: "xylophone", conversationId });
    expect(JSON.stringify(found)).toContain(before.id);
    const { attachments, previews, reactions } = (await bob("messages.get", { messageId: odd.id })).message;
    for (const item of [attachments, previews, reactions].flat()) expect(item).toBeTypeOf("object");
  });
});
