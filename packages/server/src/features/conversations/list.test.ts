import { expectRefusal, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCursor } from "../../cursor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Activity is told in milliseconds: the next message comes in a later one. */
const say = async (userId: string, conversationId: string, text = "hello") => {
  const { message } = await server.as(userId).call("messages.send", { conversationId, text });
  await waitFor("the next millisecond", () => Date.now() > Date.parse(message.createdAt));
};
const list = (userId: string, input = {}) => server.as(userId).call("conversations.list", input);

test("S35 list refuses cursors that it did not give out, and limits beyond 100", async () => {
  const uuid = "0190a0b0-0000-7000-8000-000000000000";
  const forged = ["", "x", "AAAA", toCursor({}), toCursor([true, "yesterday", uuid]), toCursor([true, "2026-01-01T00:00:00.000Z"]), toCursor([1, 2, 3])];
  for (const cursor of [...forged, toCursor([true, "0000-01-01T00:00:00.000Z", uuid]), toCursor([true, "2026-01-01T00:00:00.000Z", "'; drop"])])
    await expectRefusal(list("ada", { cursor }), "invalid_cursor");
  for (const fault of [{ limit: 0 }, { limit: 101 }, { limit: 1e9 }, { cursor: "x".repeat(301) }]) await expectRefusal(list("ada", fault), "validation_failed");
});

test("I13 T-SEC-05 list shows one's own conversations alone", async () => {
  const { id } = await newDirect(server, "eve", "fay");
  expect((await list("eve")).conversations.map((conversation) => conversation.id)).toEqual([id]);
  expect((await list("mallory")).conversations).toEqual([]);
});

test("S35 a cursor of somebody else's list leads to nothing of theirs", async () => {
  for (const other of ["p1", "p2", "p3"]) await newDirect(server, "owner", other);
  const { nextCursor } = await list("owner", { limit: 1 });
  expect(await list("stranger", { cursor: nextCursor ?? "" })).toEqual({ conversations: [], nextCursor: null });
});

test("T-UI-02 the latest activity comes first, pinned ones lead, each with last message, unread and the others", async () => {
  const [one, two, three] = await Promise.all(["x", "y", "z"].map((other) => newDirect(server, "ada", other)));
  const ids = [one?.id ?? "", two?.id ?? "", three?.id ?? ""] as const;
  for (const id of [ids[2], ids[0], ids[1]]) await say("ada", id);
  await say("x", ids[0], "the newest");
  await server.as("ada").call("conversations.pin", { conversationId: ids[2], pinned: true });
  const { conversations } = await list("ada");
  expect(conversations.map(({ id }) => id)).toEqual([ids[2], ids[0], ids[1]]);
  expect(conversations[1]).toMatchObject({ lastSeq: 2, lastMessage: { text: "the newest", sender: { id: "x" } }, me: { unread: 1 } });
  expect(conversations[1]?.members.map(({ user }) => user.id).sort()).toEqual(["ada", "x"]);
});

test("S9 defect 8: no e-mail address is in a list", async () => {
  const { user } = await server.anonymous("auth.register", { email: "pii@example.com", password: "correct horse", name: "Pia" });
  await newDirect(server, "gil", user.id);
  expect(JSON.stringify(await list("gil"))).not.toContain("example.com");
});

test("every conversation comes exactly once however large the pages, and pinned ones do not come again", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 9; index++) ids.push((await newGroup(server, ["hal"], { title: `G${index}` })).id);
  for (const index of [1, 4]) await server.as("hal").call("conversations.pin", { conversationId: ids[index] ?? "", pinned: true });
  const whole = (await list("hal")).conversations.map(({ id }) => id);
  expect(whole).toHaveLength(9);
  for (const limit of [1, 2, 3, 4, 9]) {
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list("hal", { limit, ...(cursor && { cursor }) });
      expect(page.conversations.length).toBeGreaterThan(0);
      paged.push(...page.conversations.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
  }
});

test("defect 2: a last page that happens to be full promises no further one", async () => {
  for (const title of ["a", "b", "c", "d"]) await newGroup(server, ["ida"], { title });
  const first = await list("ida", { limit: 2 });
  expect(first.nextCursor).not.toBeNull();
  expect(await list("ida", { limit: 2, cursor: first.nextCursor ?? "" })).toMatchObject({ nextCursor: null });
  expect(await list("ida", { limit: 4 })).toMatchObject({ nextCursor: null });
});

test("F-DM-06 archived ones are a list of their own, and types can be asked for", async () => {
  const direct = await newDirect(server, "jan", "kim");
  const group = await newGroup(server, ["jan", "kim"], { title: "Old" });
  await server.as("jan").call("conversations.archive", { conversationId: group.id, archived: true });
  const ids = async (input = {}) => (await list("jan", input)).conversations.map(({ id }) => id);
  expect(await ids()).toEqual([direct.id]);
  expect(await ids({ archived: true })).toEqual([group.id]);
  expect(await ids({ archived: true, type: "direct" })).toEqual([]);
  const both = await list("jan", { includeArchived: true, count: true });
  expect([both.conversations.map(({ id }) => id).sort(), both.total]).toEqual([[direct.id, group.id].sort(), 2]);
  expect(await ids({ type: "direct" })).toEqual([direct.id]);
  expect((await list("kim")).conversations).toHaveLength(2);
});

test("S11 search finds parts of titles, of contexts' titles and of the others' names, letter by letter", async () => {
  await server.as("m1", { name: "Møller 50%" }).call("users.me", {});
  const { conversation: named } = await server.as("lea").call("conversations.create", { type: "direct", participantIds: ["m1"] });
  const titled = await newGroup(server, ["lea"], { title: "Budget_2026" });
  const about = await newGroup(server, ["lea"], { title: "x", context: { type: "ad", id: "1", title: "Blue Møbel" } });
  const search = async (text: string) => (await list("lea", { search: text })).conversations.map(({ id }) => id).sort();
  expect(await search("mØ")).toEqual([named.id, about.id].sort());
  expect(await search(" budget_ ")).toEqual([titled.id]);
  expect(await search("50%")).toEqual([named.id]);
  for (const nothing of ["%%", "budget%1999", "lea", "' or true --"]) expect(await search(nothing)).toEqual([]);
  expect(await search("  ")).toHaveLength(3);
});

test("N-API-02c search finds names and titles without accents, in another script and with a slip, active and archived apart", async () => {
  await server.as("sita", { name: "सीता शर्मा" }).call("users.me", {});
  const { conversation: direct } = await server.as("ole").call("conversations.create", { type: "direct", participantIds: ["sita"] });
  const titled = await newGroup(server, ["ole"], { title: "Crème brûlée" });
  const search = async (text: string, input = {}) => (await list("ole", { search: text, ...input })).conversations.map(({ id }) => id);
  for (const text of ["sita", "Seeta sharma", "सिता", "sharm"]) expect({ text, found: await search(text) }).toEqual({ text, found: [direct.id] });
  for (const text of ["creme", "BRULEE", "crmee", "brul"]) expect({ text, found: await search(text) }).toEqual({ text, found: [titled.id] });
  expect(await search("sita brulee")).toEqual([]);
  await server.as("ole").call("conversations.archive", { conversationId: titled.id, archived: true });
  expect([await search("creme"), await search("creme", { archived: true })]).toEqual([[], [titled.id]]);
});

test("offset skips in the same order as cursors do; total counts what the filters leave, where it is asked for", async () => {
  const { id: group } = await newGroup(server, ["otto", "paula"], { title: "Offsets" });
  for (const other of ["q1", "q2", "q3", "q4"]) await newDirect(server, "otto", other);
  const all = (await list("otto", {})).conversations.map(({ id }) => id);
  expect(all).toHaveLength(5);
  const pages = await Promise.all([0, 2, 4, 6].map((offset) => list("otto", { limit: 2, offset, count: true })));
  expect(pages.flatMap(({ conversations }) => conversations.map(({ id }) => id))).toEqual(all);
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5]);
  expect(await list("otto", { search: "Offsets", count: true, limit: 1 })).toMatchObject({ conversations: [{ id: group }], total: 1 });
  expect((await list("otto", { type: "direct", count: true, limit: 1 })).total).toBe(4);
  expect(await list("otto", { limit: 1 })).not.toHaveProperty("total");
});

test("R+API-01 list is filtered by what a conversation is about, in searches and counts too", async () => {
  const about = (type: string, id: string) => ({ context: { type, id, title: `The ${type} ${id}` } });
  const one = await newGroup(server, ["vic", "x"], about("product", "1"));
  const other = await newGroup(server, ["vic", "x"], about("product", "2"));
  const third = await newGroup(server, ["vic", "x"], about("entity", "1"));
  const nothing = await newGroup(server, ["vic", "x"]);
  const ids = async (input: object) => {
    const { conversations, total } = await list("vic", { ...input, count: true });
    expect(total).toBe(conversations.length);
    return conversations.map(({ id }) => id).sort();
  };
  expect(await ids({ contextType: "product" })).toEqual([one.id, other.id].sort());
  expect(await ids({ contextType: "product", contextId: "2" })).toEqual([other.id]);
  expect(await ids({ contextId: "1" })).toEqual([one.id, third.id].sort());
  expect(await ids({ contextType: "" })).toEqual([nothing.id]);
  expect(await ids({ contextType: "entity", search: "the entity" })).toEqual([third.id]);
  expect(await ids({ contextType: "product", search: "the entity" })).toEqual([]);
  expect(await ids({ contextType: "' or true --" })).toEqual([]);
});
