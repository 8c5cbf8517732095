import { expectRefusal, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  // From here on nothing indexes but where a test says so.
  await server.server.app.search.indexer.stop();
});
afterAll(() => server.stop());

const say = async (userId: string, conversationId: string, text: string) => (await server.as(userId).call("messages.send", { conversationId, text })).message;
const find = async (userId: string, query: string, input = {}) =>
  (await server.as(userId).call("messages.search", { query, ...input })).results.map(({ message }) => message.text);
const index = () => server.server.app.search.indexer.catchUp();
const countWords = async (word: string): Promise<number> =>
  (
    await server.pool.query(
      "select (select count(*) from search_documents where words @@ quote_literal($1)::tsquery)::int + (select count(*) from search_words join search_forms using (word) where word = $1)::int as count",
      [word],
    )
  ).rows[0].count;

test("with the indexer stopped a message, its edit and its deletion are reflected at once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const message = await say("ada", id, "the heron stands in the pond");
  expect(await find("bob", "herons")).toEqual(["the heron stands in the pond"]);
  await server.as("ada").call("messages.edit", { messageId: message.id, text: "the stork stands in the pond" });
  expect([await find("bob", "heron"), await find("bob", "storks")]).toEqual([[], ["the stork stands in the pond"]]);
  await server.as("ada").call("messages.delete", { messageId: message.id });
  expect([await find("bob", "stork"), await find("bob", "pond")]).toEqual([[], []]);
});

test("what was said before very much else, none of it indexed yet, is found all the same", async () => {
  const groups = await Promise.all(Array.from({ length: 12 }, () => newGroup(server, ["ada", "bob"])));
  const [first] = groups;
  await say("ada", first?.id ?? "", "the pangolin curls up");
  for (const { id } of groups) await Promise.all(Array.from({ length: 200 }, (_, count) => say("ada", id, `leaf ${count}`)));
  expect(await find("bob", "pangolin")).toEqual(["the pangolin curls up"]);
});

test("F21 I19 a text far longer than a message may be takes none that was said before it out of reach", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await say("ada", id, "the okapi before");
  const giant = await say("ada", id, "giant");
  await server.pool.query("update messages set text = repeat('grass ', 200000) where conversation_id = $1 and seq = $2", [id, giant.seq]);
  await say("ada", id, "the okapi after");
  expect(await find("bob", "okapi")).toEqual(["the okapi after", "the okapi before"]);
});

test("I10 what was indexed and is edited or deleted since is found by its new words alone, and leaves the index", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const [edited, deleted] = [await say("ada", id, "a quokka and a numbat"), await say("ada", id, "the password is xylophone")];
  await index();
  expect(await countWords("quokka")).toBe(2);
  await server.as("ada").call("messages.edit", { messageId: edited.id, text: "a wombat and a numbat" });
  await server.as("ada").call("messages.delete", { messageId: deleted.id });
  expect([await find("bob", "quokka"), await find("bob", "wombats"), await find("bob", "numbat")]).toEqual([
    [],
    ["a wombat and a numbat"],
    ["a wombat and a numbat"],
  ]);
  expect(await find("bob", "xylophone")).toEqual([]);
  await index();
  expect([await countWords("quokka"), await countWords("xylophone"), await countWords("wombat")]).toEqual([0, 0, 2]);
  expect([await find("bob", "xylophone"), await find("bob", "wombat")]).toEqual([[], ["a wombat and a numbat"]]);
});

test("I13 who joined a since_join group never finds what was said before, indexed or not", async () => {
  const { id } = await newGroup(server, ["ada", "bob"], { history: "since_join" });
  await say("ada", id, "the old ferret");
  await index();
  await say("ada", id, "another old ferret");
  await server.as("newt").call("users.me", {});
  await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["newt"] });
  await say("ada", id, "a new ferret");
  const asked = ["ferret", "fer", '"old ferret"', "from:ada", "ferrte", "from:ada is:unread", "before:2100-01-01"];
  for (const query of asked) expect({ query, old: (await find("newt", query)).filter((text) => text.includes("old")) }).toEqual({ query, old: [] });
  await index();
  for (const query of asked) expect({ query, old: (await find("newt", query)).filter((text) => text.includes("old")) }).toEqual({ query, old: [] });
  expect(await find("newt", "ferret")).toEqual(["a new ferret"]);
  expect(await find("bob", "ferret")).toHaveLength(3);
});

test("I13 I21 who was removed finds nothing, at once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await say("ada", id, "the tamarin sleeps");
  await index();
  expect(await find("bob", "tamarin")).toHaveLength(1);
  await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
  expect(await find("bob", "tamarin")).toEqual([]);
  await expectRefusal(server.as("bob").call("messages.search", { query: "tamarin", conversationId: id }), "not_found");
});

test("an index that was lost, or that a crash left behind, is made again at the next start", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  for (let count = 0; count < 50; count += 1) await say("ada", id, `capybara ${count}`);
  await server.pool.query("truncate search_documents, search_words, search_forms, search_progress");
  const node = await startSecondNode(server);
  try {
    const { rows } = await server.pool.query("select count(*)::int as count from messages where deleted_at is null and type <> 'system'");
    await waitFor(
      "the other node to index everything",
      async () => (await server.pool.query("select count(*)::int as count from search_documents")).rows[0].count === rows[0].count,
    );
  } finally {
    await node.stop();
  }
});

test("F21 rare letters with marks of another script are indexed however often they come", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  for (let count = 0; count < 3; count += 1) {
    await say("ada", id, "𠮷\u0e4c 𠮷野家");
    await index();
  }
  const { rows } = await server.pool.query("select seq::int from search_progress where conversation_id = $1", [id]);
  expect(rows).toEqual([{ seq: 4 }]);
  expect(await find("bob", "𠮷野")).toHaveLength(3);
});

test("I22 a mark that was lost while the index was not: both are as they were after the next indexing", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  for (let count = 0; count < 5; count += 1) await say("ada", id, `dugong ${count}`);
  await index();
  await server.pool.query("delete from search_progress where conversation_id = $1", [id]);
  await index();
  const { rows } = await server.pool.query(
    "select (select documents::int from search_words where word = 'dugong') as words, (select count(*)::int from search_documents where conversation_id = $1) as documents, (select seq::int from search_progress where conversation_id = $1) as seq",
    [id],
  );
  expect(rows).toEqual([{ words: 5, documents: 5, seq: 6 }]);
});

test("two nodes that index the same at once count each word once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const node = await startSecondNode(server);
  try {
    for (let round = 0; round < 5; round += 1) {
      const messages = await Promise.all(Array.from({ length: 20 }, (_, count) => say("ada", id, `axolotl ${round} ${count}`)));
      await Promise.all([index(), node.server.app.search.indexer.catchUp()]);
      await server.as("ada").call("messages.delete", { messageId: messages[0]?.id ?? "" });
    }
    await Promise.all([index(), node.server.app.search.indexer.catchUp()]);
  } finally {
    await node.stop();
  }
  const { rows } = await server.pool.query(
    `select w.word, w.documents::int, (select count(*)::int from search_documents d where d.words @@ quote_literal(w.word)::tsquery) as found from search_words w where w.word in ('axolotl', '3', '19')`,
  );
  expect(rows.length).toBe(3);
  for (const { documents, found } of rows) expect(documents).toBe(found);
  expect(rows.find(({ word }) => word === "axolotl")).toMatchObject({ documents: 95 });
});

test("a search that waits too long for the database is told so", async () => {
  await newGroup(server, ["ada", "bob"]);
  const client = await server.pool.connect();
  try {
    await client.query("begin; lock table search_words in access exclusive mode");
    await expectRefusal(server.as("ada").call("messages.search", { query: "capybara" }), "search_timeout");
    // Not because the general limit of a statement, which is longer, ended it.
    const { rows } = await server.server.app.search.pool.query("show statement_timeout");
    expect(rows).toEqual([{ statement_timeout: "2s" }]);
  } finally {
    await client.query("rollback");
    client.release();
  }
});
