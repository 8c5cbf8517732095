import type { AddressInfo } from "node:net";
import { connect as connectTo, createServer, type Socket as NetSocket, type Server } from "node:net";
import { fail } from "@parley/protocol";
import { createTestDatabase, expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromDatabaseError } from "./constraints.ts";

test("what is no trouble of the database passes unchanged", () => {
  for (const error of [new Error("a bug"), fail("not_found"), new TypeError("x is not a function"), "text"]) expect(fromDatabaseError(error)).toBe(error);
});

test.each(["08006", "25006", "25P03", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "58030"])(
  "I20 SQLSTATE %s is trouble of the database, to be tried again",
  (code) => {
    const error = Object.assign(new pg.DatabaseError("the database's own words", 0, "error"), { code });
    expect(fromDatabaseError(error)).toMatchObject({ code: "unavailable", details: { retryAfterMs: 1000 } });
  },
);

test.each(["22P05", "23505", "42P01"])("SQLSTATE %s is a bug", (code) => {
  const error = Object.assign(new pg.DatabaseError("the database's own words", 0, "error"), { code });
  expect(fromDatabaseError(error)).toBe(error);
});

test.each(["ECONNREFUSED", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"])("I20 %s is trouble of the network, to be tried again", (code) => {
  expect(fromDatabaseError(Object.assign(new Error("connect"), { code }))).toMatchObject({ code: "unavailable", details: { retryAfterMs: 1000 } });
});

describe("I20 while the database is out of reach", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let server: TestServer;
  let door: Server;
  let open = true;
  const connections = new Set<NetSocket>();

  beforeAll(async () => {
    database = await createTestDatabase();
    const { host, port, user, database: name } = database.connection;
    // A door between the server and the database, which can be shut.
    door = createServer((socket) => {
      if (!open) return socket.destroy();
      const behind = connectTo(`${host}/.s.PGSQL.${port}`);
      for (const [one, other] of [
        [socket, behind],
        [behind, socket],
      ] as const) {
        connections.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy()).on("close", () => connections.delete(one) && other.destroy());
      }
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const url = `postgres://${user}@127.0.0.1:${(door.address() as AddressInfo).port}/${name}`;
    server = await startTestServer({ DATABASE_URL: url, LOG_LEVEL: "silent" });
  });
  afterAll(async () => {
    await server.stop();
    door.close();
    await database.drop();
  });

  const shut = () => {
    open = false;
    for (const socket of connections) socket.destroy();
  };

  test("every request is refused with a code that says so, nothing is acknowledged, and afterwards all is well without a restart", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    const token = await server.tokenFor("ada");
    const send = (text: string) => server.fetch(`/api/conversations/${id}/messages`, { method: "POST", token, body: { text, clientId: text } });
    expect((await send("before")).status).toBe(201);
    shut();
    const answers = await Promise.all([
      ...["one", "two", "three"].map(send),
      server.fetch("/api/conversations", { token }),
      server.fetch(`/api/conversations/${id}/read`, { method: "PUT", token, body: { seq: 1 } }),
      server.fetch("/api/conversations", { method: "POST", token, body: { type: "group", participantIds: ["bob"] } }),
    ]);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ status: 503, code: "unavailable" });
    await expectRefusal(server.as("ada").call("messages.changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 }), "unavailable");

    open = true;
    expect((await send("after")).status).toBe(201);
    const { messages } = await server.as("bob").call("messages.list", { conversationId: id });
    expect(messages.map(({ seq, text }) => [seq, text])).toEqual([
      [1, ""],
      [2, "before"],
      [3, "after"],
    ]);
  });
});
