import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { EmbeddedConnection } from "./embeddedDatabase.ts";
import { keepRunning, type RestartListeners } from "./embeddedRestart.ts";
import { beginUse, endUse, type Start } from "./embeddedUse.ts";
import { choosePostgresUser } from "./embeddedUser.ts";

/*
 * The embedded database: a real PostgreSQL that Parley runs itself when there is no DATABASE_URL.
 *
 *   no server on the directory → launch ─┐
 *   a live one, in use         → adopt ──┴→ answers a query → in use → last user stops or dies → SIGINT → gone
 *   a live one, unused         → it is stopping (made to, if its supervisor was killed too): wait, then launch
 *
 *   in use → gone, though in use → as above, but never with a new cluster → the first socket's name leads to the new one → in use
 *                  └─ a failed attempt: told, a pause of 0.25, 0.5, 1 … 5 s, again        stop() ends the pause and the attempt
 *
 * Promises: what was committed survives kill -9 and power cuts; no PostgreSQL outlives the last process that uses it, and one that was
 * killed while in use comes back; a start that was interrupted leaves nothing that hinders the next; the only door is a unix socket in a
 * directory closed to other users.
 * Must not: widen the permissions of anything it did not create, or touch a directory that holds something else.
 * One directory belongs to one machine (one pid namespace): PostgreSQL cannot see a server in another container on the same volume.
 */

export type EmbeddedPostgres = {
  /** Connection options for pg.Pool, good until `stop()`, whatever happens to the server; the host is the directory of the unix socket. */
  connection: EmbeddedConnection;
  /** True when a server that was already running on this directory was adopted; `settings` then have no effect. */
  adopted: boolean;
  /**
   * Ends this use of the server. The last process that uses it stops it and waits for its end; connections that are still open are
   * cut, after a rollback.
   */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = RestartListeners & {
  /** The cluster's directory, made at the first start, e.g. `./data/postgres`. The log is beside it: `./data/postgres.log`. */
  dataDir: string;
  /** Created if missing. Default `parley`. */
  database?: string;
  /** More PostgreSQL settings, e.g. `{ fsync: "off" }` for tests, which also skips the sync of the new cluster. */
  settings?: Record<string, string>;
  /** Whether a server that is gone is started again as long as it is in use. Default true. False is for tests of what happens without it. */
  restarts?: boolean;
};

/** Starts PostgreSQL on `dataDir`, or joins the one that another process runs there. It has answered a query when this resolves. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = "parley", settings = {}, restarts = true } = options;
  const dataDir = await resolveDataDir(options.dataDir);
  const start: Start = { dataDir, database, settings, user: await choosePostgresUser(dataDir) };
  const use = await beginUse(start, { create: true, signal: new AbortController().signal });
  // What was started by hand is its owner's to stop and to start.
  const end = restarts && use.lease !== "missing" ? keepRunning(start, use, options) : () => endUse(dataDir, use);
  let stopped: Promise<void> | undefined;
  return { connection: use.connection, adopted: use.adopted, stop: () => (stopped ??= end()) };
}

/** One name per directory, whatever links lead to it: it is compared with what other processes and the kernel say. */
async function resolveDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}
