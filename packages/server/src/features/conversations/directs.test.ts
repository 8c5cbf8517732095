import { expectRefusal, newDirect, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DirectConversations } from "./directs.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const find = async (one: string, other: string) => (await server.as(one).call("conversations.findDirect", { userId: other })).conversationId;
const open = async (one: string, other: string) => (await server.as(one).call("conversations.openDirect", { userId: other })).conversationId;

test("nobody talks with somebody who does not exist, nor with themselves", async () => {
  await expectRefusal(find("ada", "nobody"), "user_unknown");
  await expectRefusal(open("ada", "nobody"), "user_unknown");
  await expectRefusal(open("ada", "ada"), "direct_conversation");
  // What was refused is not kept.
  await signIn(server, ["nobody"]);
  expect(await open("ada", "nobody")).toEqual(expect.any(String));
});

test("finding begins nothing; once begun it is one for both, and known at once", async () => {
  await signIn(server, ["bob", "cleo"]);
  expect(await find("bob", "cleo")).toBeNull();
  expect((await server.as("bob").call("conversations.list", {})).conversations).toEqual([]);
  const id = await open("bob", "cleo");
  expect([await find("cleo", "bob"), await open("cleo", "bob"), await find("bob", "cleo")]).toEqual([id, id, id]);
});

test("a conversation about something, and a group of two, are others", async () => {
  const { id } = await newDirect(server, "dora", "emil", { context: { type: "ad", id: "7", title: "A boat" } });
  await server.as("dora").call("conversations.create", { type: "group", participantIds: ["emil"] });
  expect(await find("dora", "emil")).toBeNull();
  expect(await open("dora", "emil")).not.toBe(id);
});

test("I14 fifty who open it at once, from both sides, get one", async () => {
  await signIn(server, ["finn", "gina"]);
  const ids = await Promise.all(Array.from({ length: 50 }, (_, count) => (count % 2 === 0 ? open("finn", "gina") : open("gina", "finn"))));
  expect(new Set(ids).size).toBe(1);
  const { rows } = await server.pool.query("select count(*)::int as count from members where user_id in ('finn', 'gina')");
  expect(rows).toEqual([{ count: 2 }]);
});

test("what another node has begun is found", async () => {
  await signIn(server, ["hugo", "ida"]);
  expect(await find("hugo", "ida")).toBeNull();
  const { id } = await newDirect(server, "ida", "hugo");
  expect(await find("hugo", "ida")).toBe(id);
});

test("I5 who looks while it is being begun waits for that: nothing can be said in between", async () => {
  const directs = new DirectConversations(server.server.app.pool);
  const begun = Promise.withResolvers<string>();
  const nobody = async () => {};
  expect(await directs.find("a new pair", nobody)).toBeNull();
  const answers: string[] = [];
  const opening = directs.open("a new pair", () => begun.promise).then((id) => answers.push(`opened ${id}`));
  const looking = directs.find("a new pair", nobody).then((id) => answers.push(`found ${id}`));
  // Another pair is no concern of theirs.
  expect(await directs.find("another pair", nobody)).toBeNull();
  begun.resolve("their conversation");
  await Promise.all([opening, looking]);
  expect(answers).toEqual(["opened their conversation", "found their conversation"]);
});

test("what could not be begun is tried again, and so is what somebody else has removed", async () => {
  const directs = new DirectConversations(server.server.app.pool);
  await expect(directs.open("a pair", () => Promise.reject(new Error("no connection")))).rejects.toThrow("no connection");
  expect(await directs.open("a pair", async () => "the second try")).toBe("the second try");
  expect(await directs.find("a pair", async () => {})).toBe("the second try");
  directs.forget();
  expect(await directs.find("a pair", async () => {})).toBeNull();
});
