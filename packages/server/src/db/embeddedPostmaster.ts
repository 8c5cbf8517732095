import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A running server as its postmaster.pid describes it; `socketDir` is missing in the first moments of its life. */
export type Postmaster = { pid: number; socketDir: string | undefined; port: number };

/** The live server of a cluster. It may still be starting, or already be stopping. */
export function findPostmaster(dataDir: string): Postmaster | undefined {
  const postmaster = readPidFile(dataDir);
  return postmaster && isPostmaster(postmaster.pid, dataDir) ? postmaster : undefined;
}

/**
 * PostgreSQL clears the pid file of a killed server itself, except when the pid has meanwhile been given to another process: in a
 * restarted container that is the rule, and it would refuse to start for ever. A live server that appeared meanwhile is spared; and
 * PostgreSQL's lock on shared memory would still prevent a second one.
 */
export function removeStalePidFile(dataDir: string): void {
  const named = readPidFile(dataDir);
  if (named && isProcess(named.pid) && !isPostmaster(named.pid, dataDir)) rmSync(pidFile(dataDir), { force: true });
}

/** Asks for a fast shutdown: open transactions are rolled back, connections cut, everything is written. Asking twice is harmless. */
export function interruptPostmaster(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Whether the server says that it is stopping. Read without blocking, as the disk may be what is wrong. */
export async function isStopping(dataDir: string, signal: AbortSignal): Promise<boolean> {
  const text = await readFile(pidFile(dataDir), { encoding: "utf8", signal }).catch(() => "");
  return text.split("\n")[7]?.trim() === "stopping";
}

/** A postmaster's working directory is its data directory. Where the system does not show that, a live process must be believed. */
export function isPostmaster(pid: number, dataDir: string): boolean {
  if (!isProcess(pid)) return false;
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES";
  }
}

/** Whether a process has this pid, whoever it belongs to. */
export function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readPidFile(dataDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(dataDir), "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  // pid, data directory, start time, port, socket directory; the pid is negative for a single-user backend.
  const pid = Math.abs(Number(lines[0]));
  return pid ? { pid, socketDir: lines[4] || undefined, port: Number(lines[3]) } : undefined;
}

function pidFile(dataDir: string): string {
  return join(dataDir, "postmaster.pid");
}
