/** What is published again, to whom and as what is shown by features/messages/replay.test.ts. */
import { listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const countOutbox = async (): Promise<number> => (await server.pool.query("select count(*)::int as count from outbox")).rows[0].count;
const outboxEmpty = () => waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);

test("what was refused leaves nothing in the outbox", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  await Promise.allSettled([
    server.as("mallory").call("messages.send", { conversationId: id, text: "let me in" }),
    server.as("bob").call("conversations.update", { conversationId: id, title: "Mine" }),
    server.as("bob").call("messages.pin", { messageId: `${id}.1`, pinned: true }),
  ]);
  expect(await countOutbox()).toBe(0);
});

test("I15 a message that a dying process had committed and told to nobody is told, and its row goes", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  const heard = listen(await server.connect("bob"));
  await server.pool.query("insert into messages (conversation_id, seq, rev, sender_id, client_id, text) values ($1, 2, 3, 'ada', 'c1', 'almost lost')", [id]);
  await server.pool.query("update conversations set last_seq = 2, last_rev = 3 where id = $1", [id]);
  await server.pool.query(
    `insert into outbox (event, conversation_ids, revs, seqs, created_at) values ('message.created', array[$1::uuid], '{3}', '{2}', now() - interval '1 minute')`,
    [id],
  );
  await waitFor("bob to hear it", () => heard.length > 0);
  const { message } = await server.as("bob").call("messages.get", { messageId: `${id}.2` });
  expect(heard).toEqual([{ name: "message.created", payload: { conversationId: id, rev: 3, message } }]);
  expect(message.text).toBe("almost lost");
  await outboxEmpty();
});

test("after ordinary changes of every kind the outbox becomes empty by itself", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const sent = await Promise.all(Array.from({ length: 30 }, (_, index) => server.as("ada").call("messages.send", { conversationId: id, text: `${index}` })));
  const messageId = sent[0]?.message.id ?? "";
  await server.as("ada").call("messages.edit", { messageId, text: "edited" });
  await server.as("bob").call("messages.react", { messageId, emoji: "👍" });
  await server.as("ada").call("conversations.update", { conversationId: id, title: "Title" });
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await outboxEmpty();
});

test("F21 I15 I19 rows that cannot be published keep back nobody's message, and are given up after the fifth time", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await outboxEmpty();
  // More of them than are read at a time, and older: a rev and a message that are no numbers, as no version of the product writes them.
  await server.pool.query(
    `insert into outbox (event, conversation_ids, revs, seqs, created_at)
      select 'message.created', array[$1::uuid], '{}', '{}', now() - interval '2 minutes' from generate_series(1, 150)`,
    [id],
  );
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "behind them" });
  await server.pool.query(
    `insert into outbox (event, conversation_ids, revs, seqs, created_at) values ('message.created', array[$1::uuid], array[$2::bigint], array[$3::bigint], now() - interval '1 minute')`,
    [id, message.rev, message.seq],
  );
  const withSeq = async () => (await server.pool.query("select 1 from outbox where cardinality(seqs) > 0")).rowCount;
  await waitFor("the row behind them to go", async () => (await withSeq()) === 0);
  expect(await countOutbox()).toBe(150);
  await waitFor("them to be given up", async () => (await countOutbox()) === 0, 30_000);
});
