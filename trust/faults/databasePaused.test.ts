import { startPostgres, startTestServer, type TestPostgres, type TestServer, waitFor } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";
import { connect } from "./clients.ts";
import { expectNothingLost, type Load, startLoad } from "./load.ts";
import { pause } from "./postgresProcesses.ts";
import { expectUnavailable, isReady } from "./unavailable.ts";

let postgres: TestPostgres;
let server: TestServer;
let load: Load;
let socket: Socket;

beforeAll(async () => {
  postgres = await startPostgres();
  server = await startTestServer({ DATABASE_URL: postgres.url, LOG_LEVEL: "silent" });
  load = await startLoad(server);
  socket = await connect(server, "ada");
});
afterAll(async () => {
  socket.close();
  await server.stop();
  await postgres.stop();
});

test("F4 I20 while PostgreSQL does nothing, everything is refused in good time, again and again, over no more connections than ever", async () => {
  const { app } = server.server;
  const resume = await pause(postgres);
  try {
    const endsAt = Date.now() + scaled(7_000, 30_000);
    while (Date.now() < endsAt) {
      await expectUnavailable(server, socket, load.conversationId);
      expect(app.pool.totalCount).toBeLessThanOrEqual(app.config.databasePool);
    }
  } finally {
    resume();
  }
});

test("F4 I1 I2 I3 I4 when PostgreSQL goes on, so does everything, and nothing is there twice", async () => {
  const before = load.acknowledged.size;
  await waitFor("the load to go on by itself", () => load.acknowledged.size > before + 20);
  await waitFor("the node to be ready", () => isReady(server));
  expect(load.closed).toEqual([]);
  await load.stop();
  expect([...load.answers.keys()].sort()).toEqual(["ok", "unavailable"]);
  await expectNothingLost(server.pool, load);
  const connections = "select count(*)::int from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";
  // The server's own, those of its send queue, and the two that look.
  const most = server.server.app.config.databasePool + 3 + 2;
  await waitFor("the connections that were given up to end", async () => (await server.pool.query(connections)).rows[0].count <= most);
});
