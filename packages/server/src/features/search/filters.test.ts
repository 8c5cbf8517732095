import type { Input } from "@parley/protocol";
import { newDirect, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The host's tokens carry the names. */
const names: Record<string, string> = { ada: "Ada Lovelace", bob: "Bob Lind", "u-77": "सीता शर्मा", zoe: "Zoe", yan: "Yan" };
const as = (userId: string) => server.as(userId, { name: names[userId] ?? userId });

let server: TestServer;
let frames: string;
let lunch: string;
beforeAll(async () => {
  server = await startTestServer();
  frames = (await newGroup(server, ["ada", "bob", "u-77"], { title: "Frame register" })).id;
  lunch = (await newGroup(server, ["ada", "bob"], { title: "Lunch" })).id;
  await say("ada", frames, "soup from ada in frames");
  await say("bob", frames, "soup from bob in frames, http://example.com");
  await say("u-77", frames, "soup from sita in frames");
  await say("bob", lunch, "soup from bob in lunch");
  const { id } = await newDirect(server, "ada", "u-77");
  await say("u-77", id, "soup from sita alone");
  for (const [days, text] of [
    [10, "soup from ada in frames"],
    [5, "soup from bob in frames, http://example.com"],
  ] as const)
    await server.pool.query("update messages set created_at = '2026-01-20T12:00:00Z'::timestamptz - make_interval(days => $1) where text = $2", [days, text]);
});
afterAll(() => server.stop());

const say = async (userId: string, conversationId: string, text: string) => (await as(userId).call("messages.send", { conversationId, text })).message;
type Asked = Partial<Omit<Input<"messages.search">, "conversationId">> & { conversationId?: () => string };
const find = async (query: string, { conversationId, ...input }: Asked = {}, userId = "ada") =>
  (await as(userId).call("messages.search", { query, ...input, ...(conversationId && { conversationId: conversationId() }) })).results
    .map(({ message }) => message.text.slice("soup from ".length))
    .sort();

/** Each question is asked of the messages themselves, and again of the index. */
const cases: [query: string, input: Asked, found: string[]][] = [
  ["soup from:bob", {}, ["bob in frames, http://example.com", "bob in lunch"]],
  ["from:LIND soup", {}, ["bob in frames, http://example.com", "bob in lunch"]],
  ['from:"bob lind"', {}, ["bob in frames, http://example.com", "bob in lunch"]],
  ["from:sita", {}, ["sita alone", "sita in frames"]],
  ["from:u-77 from:me soup", {}, ["ada in frames", "sita alone", "sita in frames"]],
  ["from:nobody soup", {}, []],
  ["soup", { from: "bob" }, ["bob in frames, http://example.com", "bob in lunch"]],
  ["soup from:ada", { from: "bob" }, []],
  ['soup in:"Frame register"', {}, ["ada in frames", "bob in frames, http://example.com", "sita in frames"]],
  ["soup in:lunsh", {}, ["bob in lunch"]],
  ["soup in:sita", {}, ["sita alone"]],
  ["in:lunch", {}, ["bob in lunch"]],
  ["", { conversationId: () => lunch }, ["bob in lunch"]],
  ["  ", { conversationId: () => lunch, from: "ada" }, []],
  ["from:bob", { conversationId: () => lunch }, ["bob in lunch"]],
  ["% in:lunch", {}, []],
  ["%", { conversationId: () => lunch }, []],
  ['""', { conversationId: () => lunch }, []],
  ["has:link", {}, ["bob in frames, http://example.com"]],
  ["soup", { has: ["link"] }, ["bob in frames, http://example.com"]],
  ["soup has:image", {}, []],
  ["soup before:2026-01-15", {}, ["ada in frames"]],
  ["soup after:2026-01-15 before:2026-01-16", {}, ["bob in frames, http://example.com"]],
  ["soup", { before: "2026-01-15T12:00:00.000Z" }, ["ada in frames"]],
  ["soup", { after: "2026-01-16" }, ["bob in lunch", "sita alone", "sita in frames"]],
  ["soup after:2026-01-16", { after: "2026-01-01" }, ["bob in lunch", "sita alone", "sita in frames"]],
  ["is:unread soup", {}, ["bob in frames, http://example.com", "bob in lunch", "sita alone", "sita in frames"]],
  ["soup", { unread: true, from: "bob" }, ["bob in frames, http://example.com", "bob in lunch"]],
];

test.each([
  ["before they are indexed", false],
  ["when they are indexed", true],
] as const)("filters in the query and as fields, %s", async (_, indexed) => {
  const { indexer } = server.server.app.search;
  await indexer.stop();
  if (!indexed) await server.pool.query("truncate search_documents, search_words, search_forms, search_progress");
  else await indexer.catchUp();
  for (const [query, input, found] of cases) expect({ query, input, found: await find(query, input) }).toEqual({ query, input, found });
});

test("I13 from: and in: know nobody and nothing beyond the actor's own conversations", async () => {
  await newGroup(server, ["zoe", "yan"], { title: "Frame secrets" });
  expect(await find("from:yan")).toEqual([]);
  expect(await find("in:secrets")).toEqual([]);
  expect(await find("soup", {}, "zoe")).toEqual([]);
});

test("what only looks like a filter is words, and one without words and filters finds nothing", async () => {
  await say("ada", lunch, "soup from meeting at:noon has:fun before:lunch");
  expect(await find("has:fun")).toEqual(["meeting at:noon has:fun before:lunch"]);
  expect(await find("before:lunch at:noon")).toEqual(["meeting at:noon has:fun before:lunch"]);
  for (const inherited of ["constructor", "__proto__", "toString"]) expect(await find(`has:${inherited}`)).toEqual([]);
  for (const nothing of ["", " ", "%", "%%%", "* & | !", "()", ":*", "''", '"', '""'])
    expect({ nothing, found: await find(nothing) }).toEqual({ nothing, found: [] });
});
