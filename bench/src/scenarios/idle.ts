import { readFileSync } from "node:fs";
import type { Bench, Figure, Rounds } from "../bench.ts";
import { collectGarbage } from "../collectGarbage.ts";
import { residentKb } from "../cpu.ts";
import type { ServerProcess } from "../serverProcess.ts";

const warmUpConnections = 200;
const settledMs = 1_500;
const settleLimitMs = 15_000;
/** Files that a process has open besides its sockets. */
const spareFiles = 500;

/** Memory that a connection costs which does nothing: resident memory of a fresh server process, with and without them. */
export async function idle({ contestants, effort, secret }: Bench): Promise<Figure[]> {
  const maxFiles = Number(/Max open files\s+\S+\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
  const count = Math.min(effort.idleConnections, maxFiles - spareFiles);
  const rounds: Rounds = {};
  for (const contestant of contestants) {
    await contestant.restart();
    const { load, server } = contestant;
    // A first few, so that code and pools which everybody shares are not charged to the connections.
    await load.run("connectIdle", { port: server.port, secret, count: warmUpConnections });
    await load.run("disconnect", undefined);
    const before = await settle(server);
    await load.run("connectIdle", { port: server.port, secret, count });
    const after = await settle(server);
    await load.run("disconnect", undefined);
    rounds[contestant.name] = [(after - before) / count];
  }
  return [{ label: `memory per idle connection, ${count.toLocaleString("en")} of them`, unit: "kB", better: "less", rounds, target: { atMost: 16 } }];
}

/** Resident kB once garbage is collected and it has stopped changing by more than one per cent. */
async function settle({ pid, inspectorPort }: ServerProcess): Promise<number> {
  await collectGarbage(pid, inspectorPort);
  const deadline = Date.now() + settleLimitMs;
  let reference = residentKb(pid);
  let since = Date.now();
  while (Date.now() - since < settledMs && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = residentKb(pid);
    if (Math.abs(now - reference) > reference / 100) {
      reference = now;
      since = Date.now();
    }
  }
  return residentKb(pid);
}
