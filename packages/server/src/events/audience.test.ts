import { newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Audience, AudienceResolver } from "./audience.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const memberRevOf = async (conversationId: string): Promise<number> =>
  (await server.pool.query("select member_rev::int from conversations where id = $1", [conversationId])).rows[0].member_rev;

/** A resolver that counts what it asks of the database. */
function newResolver() {
  const { pool } = server.server.app;
  const asked = { count: 0 };
  const counting = {
    query: (query: never) => {
      asked.count += 1;
      return pool.query(query);
    },
  };
  const resolver = new AudienceResolver(counting as never);
  return { asked, resolve: async (to: Audience) => [...(await resolver.resolve(to))].sort() };
}

describe("who hears an event", () => {
  test("a user's own sockets, or those and the watchers'", async () => {
    const { resolve, asked } = newResolver();
    expect(await resolve({ kind: "user", userId: "ada" })).toEqual(["u:ada"]);
    expect(await resolve({ kind: "watchers", userId: "ada" })).toEqual(["u:ada", "w:ada"]);
    expect(asked.count).toBe(0);
  });

  test("the members, less one, and people who have just gone", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    const { resolve } = newResolver();
    const members = { kind: "members" as const, conversationId: id, memberRev: await memberRevOf(id) };
    expect(await resolve(members)).toEqual(["u:ada", "u:bob", "u:cleo"]);
    expect(await resolve({ ...members, except: "bob" })).toEqual(["u:ada", "u:cleo"]);
    expect(await resolve({ ...members, also: ["dora"] })).toEqual(["u:ada", "u:bob", "u:cleo", "u:dora"]);
  });

  test("I13 those alone who may read the message that it is about", async () => {
    const { id } = await newGroup(server, ["ada", "bob"], { history: "since_join" });
    await server.as("cleo").call("users.me", {});
    await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["cleo"] });
    const { resolve } = newResolver();
    const members = { kind: "members" as const, conversationId: id, memberRev: await memberRevOf(id) };
    expect(await resolve({ ...members, seq: 1 })).toEqual(["u:ada", "u:bob"]);
    expect(await resolve({ ...members, seq: 2 })).toEqual(["u:ada", "u:bob", "u:cleo"]);
  });

  test("nobody, where there is no conversation", async () => {
    expect(await newResolver().resolve({ kind: "members", conversationId: "0190a0b0-0000-7000-8000-000000000000", memberRev: 1 })).toEqual([]);
  });
});

describe("the remembered list", () => {
  test("is asked for once, also by many at once", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    const { resolve, asked } = newResolver();
    const to = { kind: "members" as const, conversationId: id, memberRev: await memberRevOf(id) };
    await Promise.all([resolve(to), resolve(to), resolve(to)]);
    await resolve(to);
    expect(asked.count).toBe(1);
  });

  test("of many conversations that speak at once is one question", async () => {
    const groups = [await newGroup(server, ["ada", "bob"]), await newGroup(server, ["ada", "cleo"]), await newGroup(server, ["ada"])];
    const { resolve, asked } = newResolver();
    const rooms = await Promise.all(groups.map(({ id }) => resolve({ kind: "members", conversationId: id, memberRev: 1 })));
    expect(rooms).toEqual([["u:ada", "u:bob"], ["u:ada", "u:cleo"], ["u:ada"]]);
    expect(asked.count).toBe(1);
  });

  test("I13 is read anew for an event from after a removal, whichever node removed", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    const { resolve } = newResolver();
    const before = { kind: "members" as const, conversationId: id, memberRev: await memberRevOf(id) };
    expect(await resolve(before)).toEqual(["u:ada", "u:bob"]);
    await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
    expect(await resolve({ ...before, memberRev: await memberRevOf(id) })).toEqual(["u:ada"]);
    // An event from before that comes late is told by the newer list.
    expect(await resolve(before)).toEqual(["u:ada"]);
  });
});
