import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { isAlive, makeDirectory, query, serverPid, settings, start, until } from "./embedded.fixture.ts";
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from "./embedded.ts";

/** A place for a cluster, and one for the socket directories of this test alone, which other processes of the test use too. */
export async function makePlaces(): Promise<{ dataDir: string; sockets: string }> {
  const dataDir = join(await makeDirectory(), "postgres");
  const sockets = await makeDirectory(0o1777);
  vi.stubEnv("TMPDIR", sockets);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { dataDir, sockets };
}

/** A server that is kept running. `told` is what it says: errors, and "restarted". */
export async function startKept(options: Partial<EmbeddedPostgresOptions> = {}) {
  const places = await makePlaces();
  const told: string[] = [];
  const server = await start({
    dataDir: places.dataDir,
    settings,
    onTrouble: (error) => told.push(error.message),
    onRestart: () => told.push("restarted"),
    ...options,
  });
  return { ...places, server, told };
}

export async function expectAnswer(server: Pick<EmbeddedPostgres, "connection">, text = "select 1", answer: unknown[][] = [[1]]): Promise<void> {
  await vi.waitFor(async () => expect(await query(server, text)).toEqual(answer), until);
}

/** Kills the server and returns its pid once it is gone. */
export async function killServer(dataDir: string, signal: NodeJS.Signals = "SIGKILL"): Promise<number> {
  const pid = serverPid(dataDir);
  process.kill(pid, signal);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), until);
  return pid;
}

export function parentOf(pid: number): number {
  return Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** Waits until no process of a test and none of its socket directories is there. */
export async function expectNothingLeft({ dataDir, sockets }: { dataDir: string; sockets: string }): Promise<void> {
  await vi.waitFor(() => expect({ processes: processesOf(dataDir, sockets), sockets: readdirSync(sockets) }).toEqual({ processes: [], sockets: [] }), until);
}

/** PostgreSQL's own by their working directory, supervisors and keepers by the socket directory in their arguments. */
function processesOf(dataDir: string, sockets: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const isOurs = command.startsWith("sh ") && command.includes(sockets);
      return isOurs || readlinkSync(`/proc/${pid}/cwd`) === dataDir ? [`${pid} ${command}`] : [];
    } catch {
      return []; // not a process, or it has just ended
    }
  });
}
