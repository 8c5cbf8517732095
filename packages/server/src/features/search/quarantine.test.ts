import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ SEARCH_INDEXER: "off" });
  await server.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin
      if new.words @@ 'quagmire'::tsquery then raise exception 'this cannot be indexed' using errcode = '22000'; end if; return new; end $$`,
  );
  await server.pool.query("create trigger refuse before insert on search_documents for each row execute function refuse()");
});
afterAll(() => server.stop());

const isIndexed = async (id: string) => (await server.pool.query("select 1 from search_documents where conversation_id = $1", [id])).rowCount === 1;

test("F21 I19 a message that cannot be indexed keeps its conversation out of the index and no other, and is found all the same", async () => {
  const groups = await Promise.all(Array.from({ length: 30 }, () => newGroup(server, ["ada", "bob"])));
  for (const [index, { id: conversationId }] of groups.entries())
    await server.as("ada").call("messages.send", { conversationId, text: index % 10 === 4 ? "quagmire" : "solid ground" });
  // Ends, though three of them never will be indexed.
  await server.server.app.search.indexer.catchUp();
  for (const [index, { id }] of groups.entries()) expect([index, await isIndexed(id)]).toEqual([index, index % 10 !== 4]);
  expect((await server.as("bob").call("messages.search", { query: "quagmire" })).results).toHaveLength(3);

  await server.pool.query("drop trigger refuse on search_documents");
  await server.server.app.search.indexer.catchUp();
  for (const { id } of groups) expect(await isIndexed(id)).toBe(true);
});
