import { mkdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareBinaries } from "./embeddedBinaries.ts";
import { clusterOwner, ensureCluster } from "./embeddedCluster.ts";
import { type EmbeddedConnection, openDatabase } from "./embeddedDatabase.ts";
import { launchPostgres, logPath } from "./embeddedLaunch.ts";
import { joinLease, type Lease } from "./embeddedLease.ts";
import { findPostmaster, interruptPostmaster, isPostmaster, type Postmaster, removeStalePidFile } from "./embeddedPostmaster.ts";
import { choosePostgresUser, type PostgresUser } from "./embeddedUser.ts";

/*
 * The embedded database: a real PostgreSQL that Parley runs itself when there is no DATABASE_URL.
 *
 *   no server on the directory → launch ─┐
 *   a live one, in use         → adopt ──┴→ answers a query → in use → last user stops or dies → SIGINT → gone
 *   a live one, unused         → it is stopping (made to, if its supervisor was killed too): wait, then launch
 *
 * Promises: what was committed survives kill -9 and power cuts; no PostgreSQL outlives the last process that uses it; a start that was
 * interrupted leaves nothing that hinders the next; the only door is a unix socket in a directory closed to other users.
 * Must not: widen the permissions of anything it did not create, or touch a directory that holds something else.
 * One directory belongs to one machine (one pid namespace): PostgreSQL cannot see a server in another container on the same volume.
 */

export type EmbeddedPostgres = {
  /** Connection options for pg.Pool; the host is the directory of the unix socket. */
  connection: EmbeddedConnection;
  /** True when a server that was already running on this directory was adopted; `settings` then have no effect. */
  adopted: boolean;
  /**
   * Ends this use of the server. The last process that uses it stops it and waits for its end; connections that are still open are
   * cut, after a rollback.
   */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The cluster's directory, made at the first start, e.g. `./data/postgres`. The log is beside it: `./data/postgres.log`. */
  dataDir: string;
  /** Created if missing. Default `parley`. */
  database?: string;
  /** More PostgreSQL settings, e.g. `{ fsync: "off" }` for tests, which also skips the sync of the new cluster. */
  settings?: Record<string, string>;
};

type Start = Required<EmbeddedPostgresOptions> & { user: PostgresUser };
type Failure = { failure: string; isAlive: boolean };

/** How long a directory may look occupied (a pid file, shared memory) by a server that gives no sign of life. */
const patienceMs = 10_000;

/** Another process was quicker, or the backends of a killed server have not noticed its end yet. (The log is English: LC_ALL is C.) */
const occupied = /FATAL: .*(lock file|shared memory block)/;

/** Starts PostgreSQL on `dataDir`, or joins the one that another process runs there. It has answered a query when this resolves. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await resolveDataDir(options.dataDir);
  const user = await choosePostgresUser(dataDir);
  const start: Start = { dataDir, database: options.database ?? "parley", settings: options.settings ?? {}, user };
  let deadline = Date.now() + patienceMs;
  for (;;) {
    const running = findPostmaster(dataDir);
    const outcome = running ? await adopt(running, start) : await launch(start);
    if ("connection" in outcome) return outcome;
    // Recovery and the last checkpoint may take minutes; ended half-way they would start all over again.
    if (outcome.isAlive) deadline = Date.now() + patienceMs;
    if (Date.now() > deadline) throw new Error(outcome.failure);
    await sleep(50);
  }
}

async function adopt({ pid, socketDir, port }: Postmaster, start: Start): Promise<EmbeddedPostgres | Failure> {
  const failure = `${start.dataDir} is in use by process ${pid}, which does not answer. If that is not PostgreSQL, delete postmaster.pid there.`;
  if (!socketDir) return { failure, isAlive: false };
  const lease = joinLease(socketDir);
  if (lease === "unheld") interruptPostmaster(pid);
  const connection = { host: socketDir, port, user: clusterOwner, database: start.database };
  const answer = await openDatabase(connection);
  if (answer === "ready" && lease !== "unheld") return handle({ dataDir: start.dataDir, connection, lease, adopted: true });
  if (typeof lease === "object") lease.release();
  return { failure, isAlive: answer !== "silent" };
}

async function launch(start: Start): Promise<EmbeddedPostgres | Failure> {
  const { dataDir, user, settings } = start;
  const native = await prepareBinaries(user, dataDir);
  await ensureCluster({ dataDir, user, native, sync: settings.fsync !== "off" });
  removeStalePidFile(dataDir);
  const server = await launchPostgres({ dataDir, user, native, settings });
  const connection = { host: server.socketDir, port: Number(settings.port ?? 5432), user: clusterOwner, database: start.database };
  try {
    while (!server.hasExited()) {
      if ((await openDatabase(connection)) === "ready") return handle({ dataDir, connection, lease: server.lease, adopted: false });
      await sleep(10);
    }
  } catch (error) {
    server.lease.release();
    throw error;
  }
  server.lease.release();
  const log = server.readLog();
  const failure = `PostgreSQL did not start on ${dataDir}. The end of ${logPath(dataDir)}:\n${lastLines(log)}`;
  if (occupied.test(log)) return { failure, isAlive: false };
  throw new Error(failure);
}

type InUse = { dataDir: string; connection: EmbeddedConnection; lease: Lease | "missing"; adopted: boolean };

function handle(server: InUse): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  return { connection: server.connection, adopted: server.adopted, stop: () => (stopped ??= leave(server)) };
}

async function leave({ dataDir, connection, lease }: InUse): Promise<void> {
  // Without a lease it was started by hand, and it is not ours to stop.
  if (lease === "missing" || !lease.release()) return;
  const running = findPostmaster(dataDir);
  if (running?.socketDir === connection.host) {
    interruptPostmaster(running.pid);
    while (isPostmaster(running.pid, dataDir)) await sleep(10);
  }
  await rm(connection.host, { recursive: true, force: true });
}

/** One name per directory, whatever links lead to it: it is compared with what other processes and the kernel say. */
async function resolveDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}

function lastLines(log: string): string {
  return log.trim().split("\n").slice(-12).join("\n");
}
