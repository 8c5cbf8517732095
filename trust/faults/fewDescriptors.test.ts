import { get } from "node:http";
import { type Socket as Connection, connect as openConnection } from "node:net";
import { ask, createTestDatabase, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, newGroupOf, request } from "./clients.ts";

const most = 256;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: ServerProcess;
let socket: Socket;
let conversationId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({ databaseUrl: database.url, env: { LOG_LEVEL: "info" }, ...(process.platform === "linux" && { mostDescriptors: most }) });
  conversationId = (await newGroupOf(server, ["ada", "bob"])).id;
  socket = await connect(server, "ada");
});
afterAll(async () => {
  socket.close();
  await server.stop();
  await database.drop();
});

/** A connection that says nothing. */
function occupy(): Connection {
  return openConnection(Number(new URL(server.url).port), "127.0.0.1").on("error", () => {});
}

/** Whether somebody new is answered, on a connection of their own. */
function isOpen(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(`${server.url}/healthz`, { agent: false, timeout: 2000 }, (answer) => resolve(answer.resume().statusCode === 200));
    asked.on("timeout", () => asked.destroy()).on("error", () => resolve(false));
  });
}

test.runIf(process.platform === "linux")(
  "F27 a server that has no descriptor left keeps those whom it has, refuses others, and recovers without a restart",
  async () => {
    const pid = server.pid();
    const send = (text: string) => ask<{ message: { text: string } }>(socket, "message:send", { conversationId, text });
    const crowd = Array.from({ length: 2 * most }, occupy);
    await waitFor("nobody new to be answered", async () => !(await isOpen()), 30_000);
    for (let count = 0; count < 20; count += 1) expect((await send(`${count}`)).message.text).toBe(`${count}`);
    expect(await isOpen()).toBe(false);
    expect([socket.connected, server.isRunning()]).toEqual([true, true]);
    for (const connection of crowd) connection.destroy();
    await waitFor("somebody new to be answered again", isOpen, 30_000);
    expect((await request(server, "bob", "GET", "/users/me")).status).toBe(200);
    expect(server.pid()).toBe(pid);
    expect(server.output()).not.toContain("failed unexpectedly");
  },
);
