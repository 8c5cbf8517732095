import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Parley } from "@parley/client";
import type { Message } from "@parley/protocol";
import { ask, createTestDatabase, listen, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import pg from "pg";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../src/scale.ts";
import { connect, newDevice, newGroupOf, request } from "./clients.ts";
import { holdInsert, mayHold } from "./heldInsert.ts";
import { steps } from "./steps.ts";

type Transport = "REST" | "socket";
type Draft = { conversationId: string; clientId: string; text: string };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let server: ServerProcess;
let directory: string;
let faultFile: string;
/** Connected all the time, through every death. */
let bob: Parley;
let conversationId: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ ...database.connection, max: 3 });
  directory = await mkdtemp(join(tmpdir(), "parley-fault-"));
  faultFile = join(directory, "step");
  const script = fileURLToPath(new URL("dyingServer.ts", import.meta.url));
  server = await startServerProcess({ databaseUrl: database.url, script, env: { FAULT_FILE: faultFile, LOG_LEVEL: "warn" } });
  conversationId = (await newGroupOf(server, ["ada", "bob", "cleo"])).id;
  bob = newDevice(server, "bob");
  await bob.connect();
  await bob.conversations.open(conversationId);
  await mayHold(pool, "held up");
});
afterAll(async () => {
  bob.disconnect();
  for (const socket of sockets) socket.close();
  await server.stop();
  await pool.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function connected(userId: string): Promise<Socket> {
  const socket = await connect(server, userId);
  sockets.push(socket);
  return socket;
}

async function send(transport: Transport, draft: Draft): Promise<Message> {
  if (transport === "socket") return (await ask<{ message: Message }>(await connected("ada"), "message:send", draft)).message;
  const { conversationId, ...body } = draft;
  const answer = await request(server, "ada", "POST", `/conversations/${conversationId}/messages`, body);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { message: Message }).message;
}

const stored = async (clientId: string): Promise<number> => (await pool.query("select from messages where client_id = $1", [clientId])).rowCount ?? 0;

/** Started again, the server makes good for its death: I1 to I4 and I6 hold of the message, and everybody gets it. */
async function expectMadeGood(draft: Draft, transport: Transport, acknowledged: Message | undefined): Promise<void> {
  const wasStored = (await stored(draft.clientId)) === 1;
  // What is older than five seconds is published at the start, when nobody is connected; who comes then finds it by sync. Here cleo is to hear it.
  await pool.query("update outbox set created_at = now() + interval '1 hour'");
  await server.start();
  const cleo = listen(await connected("cleo"));
  await pool.query("update outbox set created_at = now() - interval '10 seconds'");
  if (wasStored) await waitFor("cleo to hear it without anybody's retry", () => cleo.some(isMessage(draft)), 15_000);

  const retried = await send(transport === "REST" ? "socket" : "REST", draft);
  if (acknowledged !== undefined) expect(retried).toEqual(acknowledged);
  expect(await send(transport, draft)).toEqual(retried);
  await waitFor("cleo to hear it", () => cleo.some(isMessage(draft)), 15_000);
  const { rows } = await pool.query("select seq::int, client_id from messages where conversation_id = $1 order by seq", [conversationId]);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.filter(({ client_id }) => client_id === draft.clientId)).toEqual([{ seq: retried.seq, client_id: draft.clientId }]);
  await waitFor("bob's device to have all of it", () => heldByBob().length === rows.length, 15_000);
  expect(heldByBob()).toEqual(rows.map(({ client_id }) => client_id));
  await waitFor("the outbox to be empty", async () => (await pool.query("select from outbox")).rowCount === 0);
}

const heldByBob = () => bob.store.getState().windows[conversationId]?.messages.map(({ clientId }) => clientId) ?? [];
const isMessage =
  ({ clientId }: Draft) =>
  ({ payload }: { payload: object }) =>
    "message" in payload && (payload.message as Message).clientId === clientId;
const newDraft = (text: string): Draft => ({ conversationId, clientId: crypto.randomUUID(), text });

const cases = Object.entries(steps).flatMap(([step, expected], index) =>
  (["REST", "socket"] as const).filter((_, at) => isFull || at === index % 2).map((transport) => ({ step, transport, ...expected })),
);

test.each(cases)("F1 I1 I2 I3 I4 I6 I15 a server that dies with a message over $transport, $step", async ({ step, transport, isStored, isAcknowledged }) => {
  const draft = newDraft("last words");
  await writeFile(faultFile, step);
  const acknowledged = await send(transport, draft).catch(() => undefined);
  await waitFor("the server to be dead", () => !server.isRunning());
  expect([acknowledged !== undefined, await stored(draft.clientId)]).toEqual([isAcknowledged, isStored ? 1 : 0]);
  await expectMadeGood(draft, transport, acknowledged);
});

test.each(["commits all the same", "is ended and rolls back"])("F1 I1 I2 I3 I4 a server that dies in the statement, which %s", async (outcome) => {
  const draft = newDraft("held up");
  const held = await holdInsert(pool);
  const answer = send("socket", draft).catch(() => undefined);
  const pid = await held.waiting();
  await server.kill();
  expect(await answer).toBeUndefined();
  if (outcome === "is ended and rolls back") await pool.query("select pg_terminate_backend($1)", [pid]);
  await held.letGo();
  await waitFor("the backend to be done", async () => (await pool.query("select from pg_stat_activity where pid = $1", [pid])).rowCount === 0);
  expect(await stored(draft.clientId)).toBe(outcome === "commits all the same" ? 1 : 0);
  await expectMadeGood(draft, "socket", undefined);
});
