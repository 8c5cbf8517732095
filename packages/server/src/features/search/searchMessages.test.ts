import { limits } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toCursor } from "../../cursor.ts";

let server: TestServer;
let groupId: string;
let directId: string;
beforeAll(async () => {
  server = await startTestServer();
  await server.as("bob", { name: "Bob Lind" }).call("users.me", {});
  groupId = (await newGroup(server, ["ada", "bob"], { title: "Frame register" })).id;
  directId = (await newDirect(server, "ada", "bob")).id;
  await say("ada", groupId, "The blue bicycle is in the cellar");
  await say("bob", groupId, "Bicycles need oil, see https://example.com/oil");
  await say("bob", directId, "Your bicycle is ready");
  await server.server.app.search.indexer.catchUp();
});
afterAll(() => server.stop());

const say = async (userId: string, conversationId: string, text: string) => (await server.as(userId).call("messages.send", { conversationId, text })).message;
const search = (userId: string, query: string, input = {}) => server.as(userId).call("messages.search", { query, ...input });
const texts = async (userId: string, query: string, input = {}) => (await search(userId, query, input)).results.map(({ message }) => message.text).sort();

describe("refusals", () => {
  test("I13 S6 N-API-05b search in a conversation refuses strangers, as it does where there is none", async () => {
    const refused = await expectRefusal(search("mallory", "bicycle", { conversationId: groupId }), "not_found");
    const random = await expectRefusal(search("mallory", "bicycle", { conversationId: "0190a0b0-0000-7000-8000-000000000000" }), "not_found");
    expect(refused.toBody()).toEqual(random.toBody());
    await expectRefusal(server.anonymous("messages.search", { query: "bicycle" }), "unauthenticated");
    expect(await search("mallory", "bicycle")).toEqual({ results: [], nextCursor: null, total: { count: 0, exact: true } });
  });

  test("S36 N-API-05a search refuses long queries, many words, no query, and limits beyond 100", async () => {
    for (const query of [
      "x".repeat(limits.searchText + 1),
      "x".repeat(10_000_000),
      Array(limits.searchTerms + 1)
        .fill("ab")
        .join(" "),
    ])
      await expectRefusal(search("ada", query), "validation_failed");
    for (const fault of [{ limit: 0 }, { limit: 101 }, { has: ["virus"] }, { before: "yesterday" }, { from: "" }, { conversationId: "x" }])
      await expectRefusal(search("ada", "bicycle", fault), "validation_failed");
    expect(await (await server.fetch("/api/messages/search", { token: await server.tokenFor("ada") })).json()).toMatchObject({ code: "validation_failed" });
  });

  test("S35 search refuses cursors that it did not give out, and one of somebody else leads to nothing of theirs", async () => {
    for (const cursor of ["", "x", toCursor([]), toCursor(["1", "2026-01-01T00:00:00.000Z", "x", 1, 1]), toCursor([1, "yesterday", "x", 1, 1])])
      await expectRefusal(search("ada", "bicycle", { cursor }), "invalid_cursor");
    const { nextCursor } = await search("ada", "bicycle", { limit: 1 });
    expect((await search("mallory", "bicycle", { cursor: nextCursor ?? "" })).results).toEqual([]);
  });
});

describe("what is found", () => {
  test("N-API-05 N-P-08 F-DM-04 N-T-05 X-NEXT-02 inflected words within one conversation, with what shows it and where the hit is", async () => {
    const { results, total, nextCursor } = await search("ada", "cellars", { conversationId: groupId });
    expect(results).toMatchObject([
      {
        message: { conversationId: groupId, sender: { id: "ada" }, text: "The blue bicycle is in the cellar" },
        conversation: { id: groupId, type: "group", title: "Frame register" },
        snippet: [
          { text: "The blue bicycle is in the ", hit: false },
          { text: "cellar", hit: true },
        ],
      },
    ]);
    expect({ total, nextCursor }).toEqual({ total: { count: 1, exact: true }, nextCursor: null });
  });

  test("T-NEXT-04 N-API-05 across all conversations, with both members of a direct one", async () => {
    expect(await texts("ada", "bicycle")).toEqual([
      "Bicycles need oil, see https://example.com/oil",
      "The blue bicycle is in the cellar",
      "Your bicycle is ready",
    ]);
    const { results } = await search("ada", "ready");
    expect(results[0]?.conversation).toMatchObject({ id: directId, type: "direct", title: null });
    expect(results[0]?.conversation.members.map(({ user }) => user.id).sort()).toEqual(["ada", "bob"]);
  });

  test("over REST and a socket alike, numbers and lists in the query string", async () => {
    const path = `/api/messages/search?query=bicycle&limit=1&has=link&unread=false&conversationId=${groupId}`;
    const answer = (await (await server.fetch(path, { token: await server.tokenFor("ada") })).json()) as { results: { message: { text: string } }[] };
    expect(answer.results.map(({ message }) => message.text)).toEqual(["Bicycles need oil, see https://example.com/oil"]);
    const socket = await server.connect("ada");
    expect(await socket.emitWithAck("message:search", { query: "ready" })).toMatchObject({ ok: true, data: { total: { count: 1 } } });
  });

  test("the beginning of the last word while it is typed, and exactly the words in quotes", async () => {
    expect(await texts("ada", "blue bicy")).toEqual(["The blue bicycle is in the cellar"]);
    expect(await texts("ada", '"bicycle is"')).toEqual(["The blue bicycle is in the cellar", "Your bicycle is ready"]);
    expect(await texts("ada", '"blue cellar"')).toEqual([]);
  });

  test("N-API-05c N-API-05d every hit once however small the pages, and a total that says so", async () => {
    const { id } = await newGroup(server, ["pia"]);
    for (let index = 0; index < 12; index += 1) await say("pia", id, `walnut number ${index}`);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await search("pia", "walnut", { limit: 5, ...(cursor !== undefined && { cursor }) });
      expect(page.total).toEqual({ count: 12, exact: true });
      seen.push(...page.results.map(({ message }) => message.text));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `walnut number ${11 - index}`));
  });

  test("beyond the bound the newest are compared, and the total says that there are more", async () => {
    const { id } = await newGroup(server, ["max"]);
    await Promise.all(Array.from({ length: limits.searchHits + 20 }, (_, index) => say("max", id, `pebble ${index}`)));
    await server.server.app.search.indexer.catchUp();
    expect((await search("max", "pebble")).total).toEqual({ count: limits.searchHits, exact: false });
    expect((await search("max", "pebble 7 17")).total.exact).toBe(true);
  });

  test("an exact word before an inflected one before a mistyped one, and of equals the newest", async () => {
    const { id } = await newGroup(server, ["rae"]);
    for (const text of ["a lantern", "two lanterns", "another lantern"]) await say("rae", id, text);
    expect((await search("rae", "lantern ")).results.map(({ message }) => message.text)).toEqual(["another lantern", "a lantern", "two lanterns"]);
    expect((await search("rae", "lanternn ")).results).toHaveLength(3);
  });
});
