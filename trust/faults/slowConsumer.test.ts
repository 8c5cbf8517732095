import { readFileSync } from "node:fs";
import { limits } from "@parley/protocol";
import { ask, createTestDatabase, listen, type ServerProcess, startServerProcess, startWire, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";
import { connect, newDevice, newGroupOf } from "./clients.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: ServerProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({ databaseUrl: database.url, env: { LOG_LEVEL: "info" } });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const messageBytes = limits.messageText;
const residentBytes = (): number => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid()}/status`, "utf8"))?.[1]);
const timesClosed = (): number => server.output().split("does not keep up").length - 1;

/** The connection stays open: buffers of the kernel fill, then the server's. */
function stopReading(socket: Socket): void {
  (socket.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
}

/** Says so many bytes in messages of the longest kind. */
async function flood(speaker: Socket, conversationId: string, bytes: number): Promise<number> {
  const count = Math.ceil(bytes / messageBytes);
  const text = "x".repeat(messageBytes);
  for (let sent = 0; sent < count; sent += 50) await Promise.all(Array.from({ length: 50 }, () => ask(speaker, "message:send", { conversationId, text })));
  return Math.ceil(count / 50) * 50;
}

test("F15 I18 what is sent to people who do not read it is not kept in memory, and others hear all of it", async () => {
  const { id } = await newGroupOf(server, ["ada", "slow", "keen"]);
  const [speaker, keen] = [await connect(server, "ada"), await connect(server, "keen")];
  const heard = listen(keen);
  const slow = await Promise.all(Array.from({ length: 10 }, () => connect(server, "slow")));
  const bytesEach = scaled(16, 160) * 2 ** 20;
  // What a server that is busy takes anyway.
  const sentBefore = await flood(speaker, id, 8 * 2 ** 20);
  const before = residentBytes();
  for (const socket of slow) stopReading(socket);
  const sent = await flood(speaker, id, bytesEach);
  await waitFor("the slow connections to be closed", () => timesClosed() === slow.length, 20_000);
  // Ten at the cap are 10 MB; unbounded they would be 160.
  expect(residentBytes() - before).toBeLessThan((slow.length * bytesEach) / scaled(2, 8));
  await waitFor("the others to have heard everything", () => heard.filter(({ name }) => name === "message.created").length === sentBefore + sent);
  expect([speaker.connected, keen.connected]).toEqual([true, true]);
  for (const socket of [speaker, keen, ...slow]) socket.close();
});

test("F15 I7 a device that did not keep up is cut off, comes back when it can, and has everything", async () => {
  const { id } = await newGroupOf(server, ["ada", "bob"]);
  const line = await startWire(server.url);
  const device = newDevice({ ...server, url: line.url }, "bob");
  await device.connect();
  await device.conversations.open(id);
  const speaker = await connect(server, "ada");
  const closed = timesClosed();
  line.hold();
  let said = 0;
  while (timesClosed() === closed && said < 5000) said += await flood(speaker, id, 50 * messageBytes);
  expect(timesClosed()).toBe(closed + 1);
  line.release();
  const { message } = await ask<{ message: { seq: number } }>(speaker, "message:send", { conversationId: id, text: "the last" });
  await waitFor("the device to have the last of it", () => device.store.getState().windows[id]?.messages.at(-1)?.text === "the last", 20_000);
  const { conversations, windows } = device.store.getState();
  expect(conversations[id]?.lastSeq).toBe(message.seq);
  const seqs = windows[id]?.messages.map(({ seq }) => seq) ?? [];
  expect(seqs).toEqual(seqs.map((_, index) => message.seq - seqs.length + 1 + index));
  device.disconnect();
  speaker.close();
  await line.stop();
});

test("F15 I18 an answer may be larger than what may wait of events; who asks and asks and reads nothing is cut off", async () => {
  const { id } = await newGroupOf(server, ["ada", "gus"]);
  const socket = await connect(server, "ada");
  await flood(socket, id, limits.syncPage * messageBytes);
  const askForAll = () => ask<{ messages: object[] }>(socket, "conversation:changes", { conversationId: id, sinceRev: 0, sinceSeq: 0, limit: limits.syncPage });
  const { messages } = await askForAll();
  expect(messages).toHaveLength(limits.syncPage);
  expect(JSON.stringify(messages).length).toBeGreaterThan(limits.socketQueueBytes);
  const closed = timesClosed();
  stopReading(socket);
  for (let asked = 0; asked < 100; asked += 1) void askForAll().catch(() => {});
  await waitFor("the connection to be closed", () => timesClosed() === closed + 1);
  socket.close();
});
