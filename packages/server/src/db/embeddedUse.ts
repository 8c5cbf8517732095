import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareBinaries } from "./embeddedBinaries.ts";
import { clusterOwner, ensureCluster, requireCluster } from "./embeddedCluster.ts";
import { type EmbeddedConnection, openDatabase } from "./embeddedDatabase.ts";
import { launchPostgres } from "./embeddedLaunch.ts";
import { joinLease, type Lease } from "./embeddedLease.ts";
import { logPath } from "./embeddedLog.ts";
import { findPostmaster, interruptPostmaster, isPostmaster, type Postmaster, removeStalePidFile } from "./embeddedPostmaster.ts";
import type { PostgresUser } from "./embeddedUser.ts";

/** What is to be started; the same at every restart. */
export type Start = { dataDir: string; database: string; settings: Record<string, string>; user: PostgresUser };

/** This process's use of a running server. The lease of a server that was started by hand is missing. */
export type Use = { pid: number; connection: EmbeddedConnection; lease: Lease | "missing"; adopted: boolean };

type Attempt = {
  /** Whether a cluster may be made: at the first start only, because later its absence means that the old one is lost. */
  create: boolean;
  /** Ends the attempt, and what it has launched. */
  signal: AbortSignal;
};
type Failure = { failure: string; isAlive: boolean };

/** How long a directory may look occupied (a pid file, shared memory) by a server that gives no sign of life. */
const patienceMs = 10_000;

/** Another process was quicker, or the backends of a killed server have not noticed its end yet. (The log is English: LC_ALL is C.) */
const occupied = /FATAL: .*(lock file "\S+" (already exists|is empty)|shared memory block)/;

/** Adopts the server that runs on the directory, else launches one. It has answered a query when this resolves. */
export async function beginUse(start: Start, attempt: Attempt): Promise<Use> {
  let silentSince: number | undefined;
  for (;;) {
    attempt.signal.throwIfAborted();
    const running = findPostmaster(start.dataDir);
    const outcome = running ? await adopt(running, start) : await launch(start, attempt);
    if ("connection" in outcome) return outcome;
    // Recovery and the last checkpoint may take minutes; ended half-way they would start all over again.
    // Counted from the first failure: making the cluster, which comes before, may itself take longer on a slow disk.
    silentSince = outcome.isAlive ? undefined : (silentSince ?? performance.now());
    if (silentSince !== undefined && performance.now() - silentSince > patienceMs) throw new Error(outcome.failure);
    await sleep(50);
  }
}

/** The last process that uses the server stops it and waits for its end. */
export async function endUse(dataDir: string, { connection, lease }: Pick<Use, "connection" | "lease">): Promise<void> {
  // Without a lease it was started by hand, and it is not ours to stop.
  if (lease === "missing" || !lease.release()) return;
  const running = findPostmaster(dataDir);
  if (running?.socketDir === connection.host) {
    interruptPostmaster(running.pid);
    while (isPostmaster(running.pid, dataDir)) await sleep(10);
  }
  await rm(connection.host, { recursive: true, force: true });
}

async function adopt({ pid, socketDir, port }: Postmaster, start: Start): Promise<Use | Failure> {
  const failure = `${start.dataDir} is in use by process ${pid}, which does not answer. If that is not PostgreSQL, delete postmaster.pid there.`;
  if (!socketDir) return { failure, isAlive: false };
  const lease = joinLease(socketDir);
  if (lease === "unheld") interruptPostmaster(pid);
  const connection = { host: socketDir, port, user: clusterOwner, database: start.database };
  const answer = await openDatabase(connection);
  if (answer === "ready" && lease !== "unheld") return { pid, connection, lease, adopted: true };
  if (typeof lease === "object") lease.release();
  return { failure, isAlive: answer !== "silent" };
}

async function launch({ dataDir, user, settings, database }: Start, { create, signal }: Attempt): Promise<Use | Failure> {
  if (!create) await requireCluster(dataDir);
  const native = await prepareBinaries(user, dataDir);
  if (create) await ensureCluster({ dataDir, user, native, sync: settings.fsync !== "off" });
  removeStalePidFile(dataDir);
  const { socketDir, lease, hasExited, readLog } = await launchPostgres({ dataDir, user, native, settings });
  const connection = { host: socketDir, port: Number(settings.port ?? 5432), user: clusterOwner, database };
  try {
    while (!hasExited()) {
      const running = findPostmaster(dataDir);
      // Before it has named its socket it can neither be asked nor be ended.
      if (running?.socketDir === socketDir) {
        signal.throwIfAborted();
        if ((await openDatabase(connection)) === "ready") return { pid: running.pid, connection, lease, adopted: false };
      }
      await sleep(10);
    }
  } catch (error) {
    await endUse(dataDir, { connection, lease });
    throw error;
  }
  await endUse(dataDir, { connection, lease });
  const log = readLog();
  const failure = `PostgreSQL did not start on ${dataDir}. The end of ${logPath(dataDir)}:\n${lastLines(log)}`;
  if (occupied.test(log)) return { failure, isAlive: false };
  throw new Error(failure);
}

function lastLines(log: string): string {
  return log.trim().split("\n").slice(-12).join("\n");
}
