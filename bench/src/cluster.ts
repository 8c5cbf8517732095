import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@parley/server/embedded";
import pg from "pg";
import type { Cleanup } from "./cleanup.ts";
import { type Cores, moveTo } from "./cores.ts";
import { cpuOfFamily, parentOf } from "./cpu.ts";

/** The one PostgreSQL of the run. Every contestant has a database of its own in it. */
export type Cluster = {
  /** For a log line and the result file. */
  settings: Record<string, string>;
  createDatabase(contestant: string, cleanup: Cleanup): Promise<{ url: string; pool: pg.Pool }>;
  /** Equal ground before a measurement: nothing left to be written by whoever came before. */
  checkpoint(): Promise<void>;
  cpuSeconds(): number;
};

export async function startCluster(cores: Cores, cleanup: Cleanup): Promise<Cluster> {
  // Not /tmp, which may be memory: an fsync would cost nothing there.
  const dataDir = await mkdtemp("/var/tmp/parley-bench-");
  cleanup.add(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  moveTo(cores?.servers);
  const { connection, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres") });
  moveTo(cores?.load);
  cleanup.add(() => stop());

  const poolFor = (database: string, owner: Cleanup) => {
    const pool = new pg.Pool({ ...connection, database, max: 2 });
    pool.on("error", () => {});
    owner.add(() => pool.end());
    return pool;
  };
  const admin = poolFor(connection.database, cleanup);
  let databases = 0;
  const settings: Record<string, string> = {};
  for (const name of ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"]) {
    settings[name] = (await admin.query(`show ${name}`)).rows[0][name];
  }
  if (settings.fsync !== "on" || settings.synchronous_commit !== "on") throw new Error("this PostgreSQL is not durable: figures would mean nothing");
  const { rows } = await admin.query("select pg_backend_pid() as pid");
  const postmaster = parentOf(rows[0].pid);

  return {
    settings,
    async createDatabase(contestant, owner) {
      const name = `${contestant}_${++databases}`;
      await admin.query(`create database ${name}`);
      const { user, host, port } = connection;
      return { url: `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`, pool: poolFor(name, owner) };
    },
    async checkpoint() {
      await admin.query("checkpoint");
    },
    cpuSeconds: () => cpuOfFamily(postmaster),
  };
}
