import { limits } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

/** Writes a packet that the client library would not: `2[…]` is an event, `27[…]` one that wants acknowledgement 7. */
const write = (socket: Socket, packet: string) => socket.io.engine.write(packet);
const alive = async (socket: Socket) => expect(await ask(socket, "user:me")).toMatchObject({ active: true });

test.each([
  '2["disconnect"]',
  '2["disconnecting"]',
  '2["connect"]',
  '2["connect_error"]',
  '2["newListener"]',
  '2["error",{}]',
  "2{}",
  "2[7]",
  "2[]",
  "2[",
  "9",
  "51-[]",
  '51-["user:me",{"_placeholder":true,"num":9}]',
  "3999[]",
  "",
])("S33 the packet %j harms its own connection at most", async (packet) => {
  const [socket, other] = await Promise.all([server.connect("ada"), server.connect("bob")]);
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  write(socket, packet);
  await Promise.race([closed, ask(socket, "user:me").catch(() => {})]);
  await alive(other);
  await alive(await server.connect("ada"));
});

test("S33 ten thousand names of events are ten thousand refusals", async () => {
  const socket = await server.connect("ada");
  const answers = await Promise.all(Array.from({ length: 10_000 }, (_, index) => socket.emitWithAck(`event${index}`, {})));
  expect(new Set(answers.map(({ error }) => error.code))).toEqual(new Set(["unknown_operation"]));
  await alive(socket);
});

test("S33 S10 the requests of a connection refuse payloads that are not theirs", async () => {
  const socket = await server.connect("ada");
  const bytes = Buffer.from("0123");
  for (const payload of [null, [], "text", 7, true, bytes, [bytes], { token: bytes, userIds: bytes }, { userIds: [7] }, { userIds: ["\0"] }])
    for (const event of ["auth:refresh", "user:watch"]) await expectRefusal(ask(socket, event, payload), "validation_failed");
  for (const event of ["auth:refresh", "user:watch", "user:me", "error"]) socket.emit(event).emit(event, null).emit(event, 1, 2, 3);
  await alive(socket);
});

test("S12 prototype keys that arrive as text are refused and pollute nothing", async () => {
  const socket = await server.connect("ada");
  const answer = new Promise<string>((resolve) => socket.io.engine.on("data", (data) => String(data).startsWith("3777[") && resolve(String(data))));
  write(socket, `2777["message:send",{"conversationId":"${groupId}","text":"a","__proto__":{"polluted":true}}]`);
  expect(await answer).toContain("validation_failed");
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each(["websocket", "polling"])("S14 a %s frame above the limit closes its own connection, and no other", async (transport) => {
  const [socket, other] = await Promise.all([server.connectWith(await server.tokenFor("ada"), { transports: [transport] }), server.connect("ada")]);
  const closed = new Promise((resolve) => socket.once("disconnect", resolve));
  socket.emit("message:send", { conversationId: groupId, text: "x".repeat(limits.requestBytes) });
  await closed;
  expect(other.connected).toBe(true);
  await alive(other);
});

test("F29 a client that can only poll asks and hears", async () => {
  const { id } = await newDirect(server, "dora", "emil");
  const polling = await server.connectWith(await server.tokenFor("dora"), { transports: ["polling"], upgrade: false });
  const other = await server.connect("emil");
  const heard = listen(polling);
  await ask(polling, "message:send", { conversationId: id, text: "ping" });
  await ask(other, "message:send", { conversationId: id, text: "pong" });
  await waitFor("both messages", () => heard.filter(({ name }) => name === "message.created").length === 2);
  expect(polling.io.engine.transport.name).toBe("polling");
  polling.close();
  await waitFor("the server to notice", () => server.server.app.connections.of("dora").length === 0);
});
