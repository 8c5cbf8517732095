/**
 * The product's server, put together as main.ts does it, with deaths in it: the
 * file that FAULT_FILE names holds the step at which the process ends itself
 * with SIGKILL. It dies once: the file goes with it.
 */
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "@parley/server";
import { readConfig } from "@parley/server/config";
import type { Step } from "./steps.ts";

const file = process.env.FAULT_FILE ?? "";

function dieAt(step: Step): void {
  if (!isArmed(step)) return;
  rmSync(file);
  process.kill(process.pid, "SIGKILL");
}

function isArmed(step: Step): boolean {
  try {
    return readFileSync(file, "utf8") === step;
  } catch {
    return false;
  }
}

const server = await createServer(readConfig(process.env));
const { app, http } = server;

http.server.prependListener("request", (request) => request.method === "POST" && dieAt("before it is read"));
const { presence, connections, sendQueue, outbox } = app;
const connected = presence.connected.bind(presence);
presence.connected = (userId) => {
  connected(userId);
  for (const { conn } of connections.of(userId))
    conn.prependListener("data", (packet) => String(packet).includes("message:send") && dieAt("before it is read"));
};

const append = sendQueue.append.bind(sendQueue);
sendQueue.append = async (draft) => {
  dieAt("before it is queued");
  const outcome = await append(draft);
  dieAt("after its commit");
  return outcome;
};

const publish = outbox.publish.bind(outbox);
outbox.publish = (commit, envelope) => {
  // What is acknowledged in this turn is written before the next; nobody has been told then, as when the members must be read first.
  if (isArmed("after its acknowledgement")) setImmediate(() => dieAt("after its acknowledgement"));
  else publish(commit, envelope);
};

const emit = connections.emit.bind(connections);
connections.emit = (rooms, event) => {
  const isHalf = event.name === "message.created" && isArmed("half-way through its members");
  emit(isHalf ? rooms.slice(0, Math.ceil(rooms.length / 2)) : rooms, event);
  if (event.name !== "message.created") return;
  for (const step of ["half-way through its members", "before its outbox row is cleared"] as const) if (isArmed(step)) setImmediate(() => dieAt(step));
};

process.stdout.write(`Parley is ready: ${await server.listen()}\n`);
