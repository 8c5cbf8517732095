import type { Presence } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let people = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** People of one test alone, all in one group. */
async function group(count: number): Promise<{ id: string; ids: string[] }> {
  const ids = Array.from({ length: count }, () => `person${++people}`);
  return { id: (await newGroup(server, ids)).id, ids };
}

const watch = (socket: Socket, userIds: string[]) => ask<{ presences: Presence[] }>(socket, "user:watch", { userIds });
const closed = (userId: string) => waitFor(`${userId} to be disconnected`, () => server.server.app.connections.of(userId).length === 0);

/** What a socket hears of these people's coming and going, in order: `+` and `−`. */
function follow(socket: Socket): (userId: string) => string {
  const heard = listen(socket);
  return (userId) => heard.map(({ name, payload }) => (name === "presence.changed" && payload.userId === userId ? (payload.online ? "+" : "−") : "")).join("");
}

test("watch refuses what is no list of people, and passes over those with whom one shares nothing", async () => {
  const { ids } = await group(2);
  const [me = "", other = ""] = ids;
  const socket = await server.connect(me);
  await expectRefusal(ask(socket, "user:watch", { userIds: "everybody" }), "validation_failed");
  await expectRefusal(ask(socket, "user:watch", null), "validation_failed");
  const heard = follow(socket);
  expect(await watch(socket, [other, "stranger", "nobody"])).toEqual({ presences: [{ userId: other, online: false, lastSeenAt: null }] });
  await server.connect("stranger");
  await server.connect(other);
  await waitFor("the other to come", () => heard(other) === "+");
  expect(heard("stranger")).toBe("");
});

test("I17 F-EV-04 N-T-10 defect 3: of three sockets one closes, and the person stays online until the last one does", async () => {
  const { ids } = await group(3);
  const [me = "", other = "", witness = ""] = ids;
  const socket = await server.connect(me);
  const heard = follow(socket);
  const [first, second, third] = await Promise.all([server.connect(other), server.connect(other), server.connect(other)]);
  const witnessed = await server.connect(witness);
  await watch(socket, [other, witness]);
  first.close();
  await waitFor("the first to be closed", () => server.server.app.connections.of(other).length === 2);
  witnessed.close();
  // The witness leaves after the first of the three: once that is heard, the other's departure would have been.
  await waitFor("the witness to be offline", () => heard(witness) === "−");
  expect(heard(other)).toBe("");
  expect((await watch(socket, [other])).presences).toMatchObject([{ userId: other, online: true }]);
  second.close();
  third.close();
  await waitFor("the other to be offline", () => heard(other) === "−");
  const [presence] = (await watch(socket, [other])).presences;
  expect(presence).toEqual({ userId: other, online: false, lastSeenAt: expect.stringMatching(/^\d{4}-.*Z$/) });
});

test("I17 coming back within the grace is no departure", async () => {
  const { ids } = await group(3);
  const [me = "", other = "", witness = ""] = ids;
  const socket = await server.connect(me);
  const heard = follow(socket);
  const [gone, witnessed] = await Promise.all([server.connect(other), server.connect(witness)]);
  await watch(socket, [other, witness]);
  gone.close();
  await closed(other);
  await server.connect(other);
  witnessed.close();
  await waitFor("the witness to be offline", () => heard(witness) === "−");
  expect(heard(other)).toBe("");
});

test("a later watch replaces the former", async () => {
  const { ids } = await group(3);
  const [me = "", dropped = "", kept = ""] = ids;
  const socket = await server.connect(me);
  const heard = follow(socket);
  await watch(socket, [dropped, kept]);
  await watch(socket, [kept]);
  await server.connect(dropped);
  await server.connect(kept);
  await waitFor("who is still watched", () => heard(kept) === "+");
  expect(heard(dropped)).toBe("");
});

test("of two watches sent at once the later one holds", async () => {
  const { ids } = await group(3);
  const [me = "", dropped = "", kept = ""] = ids;
  const socket = await server.connect(me);
  const { connections } = server.server.app;
  // The first takes the database longer.
  const crowd = Array.from({ length: 499 }, (_, index) => `nobody${index}`);
  for (let count = 0; count < 30; count++) {
    await Promise.all([watch(socket, [dropped, ...crowd]), watch(socket, [kept])]);
    expect([connections.watching(dropped).length, connections.watching(kept).length]).toEqual([0, 1]);
  }
});

test("whoever is met while contacts are being looked up is seen too: one more look follows", async () => {
  const { id, ids } = await group(2);
  const [me = "", known = ""] = ids;
  const met = `person${++people}`;
  await server.as(met).call("users.me", {});
  await server.connect(me);
  const { connections, presence } = server.server.app;
  const [socket] = connections.of(me);
  if (socket === undefined) throw new Error("not connected");
  const client = await server.pool.connect();
  try {
    // The first look has read who they are, and waits for what is known of them.
    await client.query("begin; lock table users in access exclusive mode");
    const looking = presence.watchContacts(socket);
    const waiting =
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%u.last_seen_at from users%'";
    await waitFor("the first look to wait", async () => (await server.pool.query(waiting)).rowCount);
    await client.query("insert into members (conversation_id, user_id) values ($1, $2)", [id, met]);
    await presence.watchContacts(socket);
    await client.query("commit");
    await looking;
  } finally {
    client.release();
  }
  expect([known, met].map((userId) => connections.watching(userId).length)).toEqual([1, 1]);
});

test.each(["watcher", "watched"])("I13 after the last shared membership of the %s ends nothing more is heard", async (leaver) => {
  const { id, ids } = await group(3);
  const [me = "", other = "", witness = ""] = ids;
  await newDirect(server, me, witness);
  const socket = await server.connect(me);
  const heard = follow(socket);
  await watch(socket, [other, witness]);
  await server.as(leaver === "watcher" ? me : other).call("conversations.leave", { conversationId: id });
  await waitFor("the watch to end", () => server.server.app.connections.watching(other).length === 0);
  await server.connect(other);
  await server.connect(witness);
  await waitFor("who is still shared", () => heard(witness) === "+");
  expect(heard(other)).toBe("");
});

test("I13 who still shares another conversation is heard on", async () => {
  const { id, ids } = await group(2);
  const [me = "", other = ""] = ids;
  await newDirect(server, me, other);
  const socket = await server.connect(me);
  const heard = follow(socket);
  await watch(socket, [other]);
  await server.as(other).call("conversations.leave", { conversationId: id });
  await server.connect(other);
  await waitFor("the other to come", () => heard(other) === "+");
});

test("I17 a node that stops leaves nobody online", async () => {
  const { ids } = await group(2);
  const [me = "", other = ""] = ids;
  const node = await startSecondNode(server);
  await node.connect(other);
  expect((await node.as(me).call("presence.get", { userIds: [other] })).presences).toMatchObject([{ online: true }]);
  await node.stop();
  const { presences } = await server.as(me).call("presence.get", { userIds: [other] });
  expect(presences).toEqual([{ userId: other, online: false, lastSeenAt: expect.any(String) }]);
});
