import type { Output } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let socket: Socket;
let token: string;
let conversationId: string;
let foreignId: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor("ada");
  conversationId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
  foreignId = (await newGroup(server, ["dora", "emil", "fred"])).id;
  socket = await server.connect("ada");
});
afterAll(() => server.stop());

const forge = (position: unknown) => Buffer.from(JSON.stringify(position)).toString("base64url");
const id = "0190a0b0-0000-7000-8000-000000000000";
const time = "2026-01-01T00:00:00.000Z";
const times = [
  "infinity",
  "now",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "2026-02-30T00:00:00Z",
  `2026-01-01T00:00:00.${"9".repeat(130)}Z`,
  "2026-01-01",
  "",
  null,
  7,
  {},
];
const forgeries = [
  ...times.flatMap((each) => [forge([false, each, id]), forge([each, "bob"])]),
  ...[
    [false, time, "'"],
    [false, time, "\0"],
    ["false", time, id],
    [null, time, id],
    [false, time, id, 1],
    [false, time],
  ].map(forge),
  ...[[time, ""], [time, "\0"], [time, "\ud800"], [time, "x".repeat(129)], [time, 7], { 0: time, 1: "bob", length: 2 }, null, 7, "x"].map(forge),
  ...["", "x", "-1", "null", "e30", "..", "%00", "\u0000", "🦊", "x".repeat(300)],
];

test("S35 a cursor that nobody gave is refused by both lists, over both transports", async () => {
  for (const cursor of forgeries) {
    await expectRefusal(ask(socket, "conversation:list", { cursor }), "invalid_cursor");
    await expectRefusal(ask(socket, "member:list", { conversationId, cursor }), "invalid_cursor");
    for (const path of ["/api/conversations", `/api/conversations/${conversationId}/members`]) {
      const answer = await server.fetch(`${path}?cursor=${encodeURIComponent(cursor.toWellFormed())}`, { token });
      expect([cursor, await answer.json()]).toMatchObject([cursor, { code: "invalid_cursor", status: 400 }]);
    }
  }
});

test("S35 the cursor of another conversation's members leads to nothing but one's own", async () => {
  const { nextCursor } = await server.as("dora").call("conversations.listMembers", { conversationId: foreignId, limit: 1 });
  const own = await ask<Output<"conversations.listMembers">>(socket, "member:list", { conversationId, cursor: nextCursor });
  for (const { user } of own.members) expect(["ada", "bob", "cleo"]).toContain(user.id);
  await expectRefusal(ask(socket, "member:list", { conversationId: foreignId, cursor: nextCursor }), "not_found");
});

test("S35 limits, positions and two bounds at once are refused alike over both transports", async () => {
  for (const fault of [{ limit: 1e9 }, { limit: 0 }, { limit: -1 }, { before: -1 }, { after: -1 }, { before: 1, after: 1 }, { before: 1, around: 1 }]) {
    const refused = await expectRefusal(ask(socket, "message:list", { conversationId, ...fault }), "validation_failed");
    const query = new URLSearchParams(Object.entries(fault).map(([key, value]): [string, string] => [key, String(value)]));
    const answer = await server.fetch(`/api/conversations/${conversationId}/messages?${query}`, { token });
    expect(await answer.json()).toMatchObject(refused.toBody());
  }
});
