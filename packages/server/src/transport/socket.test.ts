import { limits, type Operation, type Output, operations } from "@parley/protocol";
import { ask, createTestDatabase, expectRefusal, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { io, Manager, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
let socket: Socket;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
  socket = await server.connect("ada");
});
afterAll(() => server.stop());

const stillAlive = async () => expect(await ask(socket, "user:me", {})).toMatchObject({ id: "ada" });

describe("F-API-01 F-T-01 T-SEC-01 connecting", () => {
  test.each([
    ["nothing", undefined, "unauthenticated"],
    ["an empty token", "", "unauthenticated"],
    ["an object", { $ne: null }, "unauthenticated"],
    ["no JWT", "x", "token_invalid"],
  ])("S1 X-SEC-04 with %s is refused", async (_, token, code) => {
    await expect(server.connectWith(token)).rejects.toMatchObject({ message: code, data: { code, status: 401 } });
  });

  test("S3 with an expired token is refused", async () => {
    await expect(server.connect("ada", { expiresInSeconds: -60 })).rejects.toMatchObject({ message: "token_expired", data: { code: "token_expired" } });
  });

  test.each(["token", "access_token", "accessToken"])("S19 with a %s in the address is refused, also beside a good one", async (name) => {
    const token = await server.tokenFor("ada");
    for (const auth of [undefined, token])
      await expect(server.connectWith(auth, { query: { [name]: token } })).rejects.toMatchObject({ data: { code: "validation_failed", status: 400 } });
  });

  test("S33 to another namespace is refused", async () => {
    const manager = new Manager(server.url, { transports: ["websocket"], reconnection: false });
    const guess = manager.socket("/admin", { auth: { token: await server.tokenFor("ada") } });
    expect(await new Promise((resolve) => guess.once("connect_error", ({ message }) => resolve(message)).once("connect", () => resolve("connected")))).toBe(
      "Invalid namespace",
    );
    manager._close();
  });

  test("N-T-07 N-EV-00 over WebSocket and over polling works alike", async () => {
    for (const transports of [["websocket"], ["polling"]]) {
      const device = await server.connectWith(await server.tokenFor("bob"), { transports });
      expect(await ask(device, "user:me", {})).toMatchObject({ id: "bob" });
      device.disconnect();
    }
  });
});

describe("S33 a request", () => {
  test.each(["nothing", "message:sent", "toString", "constructor", "__proto__", "hasOwnProperty", "messages.send", "error", "join", ""])(
    "named %j is unknown",
    async (event) => {
      await expectRefusal(ask(socket, event, {}), "unknown_operation");
      await stillAlive();
    },
  );

  test("defect 11: without an acknowledgement is done all the same, and a refused one harms nobody", async () => {
    socket.emit("message:send", { conversationId: groupId, text: "no answer, please", clientId: "silent" });
    socket.emit("message:send", { conversationId: groupId, text: " " });
    socket.emit("message:send");
    socket.emit("nothing");
    const list = () => server.as("bob").call("messages.list", { conversationId: groupId });
    await waitFor("the message", async () => (await list()).messages.some(({ clientId }) => clientId === "silent"));
    await stillAlive();
  });

  test("F-API-04 F-T-05 with anything but one object is refused, the connection stays", async () => {
    for (const input of [null, 7, "text", true, [], [[]], Buffer.from("binary"), { text: Buffer.from("x") }, "x".repeat(10_000)])
      await expectRefusal(ask(socket, "message:send", input), "validation_failed");
    await expectRefusal(ask(socket, "message:send"), "validation_failed");
    expect(await ask(socket, "user:me")).toMatchObject({ id: "ada" });
    expect(await ask(socket, "user:me", {}, "and more")).toMatchObject({ id: "ada" });
  });

  test("S12 with prototype keys is refused and pollutes nothing", async () => {
    const hostile = JSON.parse(`{"conversationId":"${groupId}","text":"x","__proto__":{"polluted":true}}`);
    await expectRefusal(ask(socket, "message:send", hostile), "validation_failed");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("S14 of more than 256 kB closes the connection, and the server goes on", async () => {
    const flood = await server.connect("mallory");
    const closed = new Promise((resolve) => flood.once("disconnect", resolve));
    flood.emit("message:send", { conversationId: groupId, text: "x".repeat(limits.requestBytes) });
    await closed;
    await stillAlive();
  });

  test("of every operation that has a socket event is answered as over dispatch", async () => {
    for (const operation of Object.values(operations) as Operation[]) {
      if (operation.socket === undefined) continue;
      const refused = await expectRefusal(ask(socket, operation.socket, { unexpected: true }), "validation_failed");
      expect(JSON.stringify(refused.details.errors), operation.name).toContain("unexpected");
    }
  });

  test("F-API-01 and its REST twin are one operation: same input, same answer", async () => {
    const bySocket = await ask<Output<"conversations.get">>(socket, "conversation:get", { conversationId: groupId });
    const byRest = await server.fetch(`/api/conversations/${groupId}`, { token: await server.tokenFor("ada") });
    expect(bySocket).toEqual(await byRest.json());
    const refusedBySocket = await expectRefusal(ask(socket, "message:get", { messageId: `${groupId}.999` }), "not_found");
    const refusedByRest = await server.fetch(`/api/messages/${groupId}.999`, { token: await server.tokenFor("ada") });
    expect(await refusedByRest.json()).toMatchObject(refusedBySocket.toBody());
  });
});

test("S33 nobody enters a room by naming it: only members hear, whatever a stranger asks for", async () => {
  const stranger = await server.connect("mallory");
  const heard: unknown[] = [];
  stranger.onAny((...args) => heard.push(args));
  for (const [event, input] of [
    ["join", groupId],
    ["join_conversation", { conversationId: groupId }],
    ["subscribe", "u:bob"],
  ] as const)
    stranger.emit(event, input);
  for (const event of ["typing:start", "message:read", "message:delivered"]) await ask(stranger, event, { conversationId: groupId, seq: 1 }).catch(() => {});
  const bob = await server.connect("bob");
  const told = new Promise((resolve) => bob.once("message:created", resolve));
  await server.as("ada").call("messages.send", { conversationId: groupId, text: "between us" });
  await told;
  await ask(stranger, "user:me", {});
  expect(heard).toEqual([]);
});

test("N-T-12 a server that stops tells its sockets why, and what was acknowledged is there for the next one", async () => {
  const database = await createTestDatabase();
  const node = () => startTestServer({ DATABASE_URL: database.url, JWT_SECRET: "a secret that outlives the first of them" });
  const first = await node();
  const { id } = await newGroup(first, ["ada"]);
  // Not the testkit's own, which closes before the server does.
  const device = io(first.url, { transports: ["websocket"], auth: { token: await first.tokenFor("ada") }, forceNew: true, reconnection: false });
  const ended = new Promise((resolve) => device.once("auth:ended", resolve));
  const closed = new Promise((resolve) => device.once("disconnect", resolve));
  await ask(device, "message:send", { conversationId: id, text: "last" });
  await first.stop();
  expect(await ended).toEqual({ code: "server_draining" });
  await closed;
  const second = await node();
  expect((await second.as("ada").call("messages.list", { conversationId: id })).messages.at(-1)?.text).toBe("last");
  await second.stop();
  await database.drop();
});
