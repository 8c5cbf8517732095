import type { Socket as NetSocket } from "node:net";
import { limits } from "@parley/protocol";
import { listen, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { roomOf } from "../events/audience.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: "silent" });
});
afterAll(() => server.stop());

/** The TCP connection stays open and nothing is read from it: buffers of the kernel fill, then the server's. */
function stopReading(socket: Socket): void {
  (socket.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
}

test("F15 I18 a client that stops reading is cut off; the others hear everything", async () => {
  const { id } = await newGroup(server, ["ada", "slow", "keen"]);
  const [slow, second, keen] = await Promise.all([server.connect("slow"), server.connect("slow"), server.connect("keen")]);
  const heard = { second: listen(second), keen: listen(keen) };
  stopReading(slow);
  const { connections } = server.server.app;
  const text = "x".repeat(limits.messageText);
  let sent = 0;
  // The kernel takes some megabytes before the server's queue grows.
  while (connections.of("slow").length > 1 && sent < 5000) {
    await Promise.all(Array.from({ length: 20 }, () => server.as("ada").call("messages.send", { conversationId: id, text })));
    sent += 20;
  }
  await waitFor("the slow connection to be closed", () => connections.of("slow").length === 1);
  await waitFor("the others to have heard everything", () => [heard.second, heard.keen].every((events) => events.length === sent));
  expect([second.connected, keen.connected]).toEqual([true, true]);
});

test("F15 who comes back after being cut off finds all of it in history", async () => {
  const { conversations } = await server.as("slow").call("conversations.list", {});
  const [{ id = "", lastSeq = 0 } = {}] = conversations;
  const { messages } = await server.as("slow").call("messages.list", { conversationId: id, limit: limits.page });
  expect(messages.at(-1)?.seq).toBe(lastSeq);
  expect((await server.connect("slow")).connected).toBe(true);
});

test("what is said to a socket in one turn is one write; the next turn's is another", async () => {
  const client = await server.connect("keen");
  const heard = listen(client);
  const { connections } = server.server.app;
  const transport = connections.of("keen").at(-1)?.conn.transport as unknown as { socket: { _socket: NetSocket } };
  const stream = transport.socket._socket;
  const writes = [vi.spyOn(stream, "_write"), vi.spyOn(stream, "_writev" as "_write")];
  const countWrites = () => writes.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const say = (userId: string) => connections.emit([roomOf("keen")], { name: "user.updated", payload: { id: userId, name: userId, imageUrl: null } });
  for (const userId of ["one", "two", "three"]) say(userId);
  expect(countWrites()).toBe(0);
  await waitFor("all three to be heard", () => heard.length === 3);
  expect(countWrites()).toBe(1);
  say("four");
  await waitFor("the fourth to be heard", () => heard.length === 4);
  expect(countWrites()).toBe(2);
  client.close();
});

test("F2 F14 a client that answers nothing does not hold up a stop", async () => {
  const stopping = await startTestServer();
  stopReading(await stopping.connect("ada"));
  let stopped = false;
  const stop = stopping.server.stop().then(() => {
    stopped = true;
  });
  // A supervisor waits 15 s before it kills (main.ts).
  await waitFor("the server to have stopped", () => stopped, 10_000);
  await stop;
});
