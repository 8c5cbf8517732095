import { ask, expectRefusal, type ServerProcess, startPostgres, startServerProcess, startWire, type TestPostgres, type Wire, waitFor } from "@parley/testkit";
import pg from "pg";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";
import { connect, newDevice } from "./clients.ts";
import { holdInsert, mayHold } from "./heldInsert.ts";
import { expectNothingLost, type Load, startLoad } from "./load.ts";
import { isAlive, processesOf } from "./postgresProcesses.ts";
import { expectUnavailable, isReady } from "./unavailable.ts";

let postgres: TestPostgres;
let wire: Wire;
let server: ServerProcess;
let pool: pg.Pool;
let load: Load;
let socket: Socket;

beforeAll(async () => {
  postgres = await startPostgres();
  wire = await startWire(postgres.url);
  const databaseUrl = new URL(postgres.url);
  databaseUrl.port = new URL(wire.url).port;
  server = await startServerProcess({ databaseUrl: databaseUrl.href, env: { LOG_LEVEL: "info" } });
  pool = new pg.Pool({ connectionString: postgres.url });
  pool.on("error", () => {});
  await mayHold(pool, "in doubt");
  load = await startLoad(server);
  socket = await connect(server, "ada");
});
afterAll(async () => {
  socket.close();
  await server.stop();
  await pool.end();
  await wire.stop();
  await postgres.stop();
});

const rounds = Array.from({ length: scaled(1, 10) }, (_, round) => round);

test.each(rounds.flatMap(() => ["SIGQUIT", "SIGKILL"] as const))("F3 I1 I2 I3 I4 I20 PostgreSQL ends by %s under load, and comes back", async (signal) => {
  const pid = server.pid();
  const processes = await processesOf(postgres);
  await postgres.kill(signal);
  await waitFor("its backends to have noticed", () => !processes.some(isAlive));
  await waitFor("the load to be refused", () => load.count("unavailable") > 0);
  await expectUnavailable(server, socket, load.conversationId);
  const before = load.acknowledged.size;
  await postgres.start();
  await waitFor("the load to go on by itself", () => load.acknowledged.size > before + 20);
  await waitFor("the node to be ready", () => isReady(server));
  expect(server.pid()).toBe(pid);
  expect(load.closed).toEqual([]);
});

test("F3 I1 I2 I3 nothing that was acknowledged is lost, and what was in doubt is there once", async () => {
  await load.stop();
  expect([...load.answers.keys()].sort()).toEqual(["ok", "unavailable"]);
  await expectNothingLost(pool, load);
  expect(server.output()).not.toContain("failed unexpectedly");
});

test.each(["message:send", "POST"])("F3 I2 a commit whose answer is lost is refused as unavailable, and its retry is the original: %s", async (way) => {
  const { conversationId } = load;
  const draft = { conversationId, clientId: `in doubt ${way}`, text: "in doubt" };
  const send = () => (way === "POST" ? newDevice(server, "ada").call("messages.send", draft) : ask<{ message: object }>(socket, "message:send", draft));
  // Answers are lost from its own statement on: what the server asks before, who sends for instance, would never come to it.
  const held = await holdInsert(pool);
  const refusal = expectRefusal(send(), "unavailable");
  refusal.catch(() => {});
  await held.waiting();
  wire.loseAnswers();
  await held.letGo();
  const stored = () => pool.query("select seq::int from messages where client_id = $1", [draft.clientId]);
  const { seq } = await waitFor("its commit", async () => (await stored()).rows[0]);
  wire.cut();
  await refusal;
  wire.mend();
  expect(await send()).toMatchObject({ message: { clientId: draft.clientId, seq } });
  expect((await stored()).rowCount).toBe(1);
});
