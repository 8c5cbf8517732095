import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@parley/server/embedded";
import { findFreePort } from "./serverProcess.ts";
import { waitFor } from "./waitFor.ts";

export type TestPostgres = {
  /** The same after every start. */
  url: string;
  /** Of the postmaster. */
  pid(): Promise<number>;
  /** Signals the postmaster: SIGQUIT is an immediate stop, SIGINT a fast one, SIGSTOP a pause of it alone. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Signals it and waits until it is gone: default SIGKILL. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again; its recovery is over when this resolves. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A PostgreSQL of one's own, to be killed: on a TCP port that stays the same. `settings` are PostgreSQL's; fsync is on unless they say otherwise. */
export async function startPostgres({ settings = {}, dataDir }: { settings?: Record<string, string>; dataDir?: string } = {}): Promise<TestPostgres> {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), "parley-postgres-")));
  const cluster = join(directory, "cluster");
  const port = await findFreePort();
  const options = { dataDir: cluster, restarts: false, settings: { listen_addresses: "127.0.0.1", port: String(port), ...settings } };
  let running: EmbeddedPostgres = await startEmbeddedPostgres(options);

  const pid = async () => Number((await readFile(join(cluster, "postmaster.pid"), "utf8")).split("\n")[0]);
  const isAlive = (process_: number) => {
    try {
      return process.kill(process_, 0);
    } catch {
      return false;
    }
  };
  return {
    url: `postgres://${running.connection.user}@127.0.0.1:${port}/${running.connection.database}`,
    pid,
    signal: async (signal) => void process.kill(await pid(), signal),
    async kill(signal = "SIGKILL") {
      const postmaster = await pid();
      process.kill(postmaster, signal);
      await waitFor("PostgreSQL to end", () => !isAlive(postmaster));
    },
    async start() {
      await running.stop();
      running = await startEmbeddedPostgres(options);
    },
    async stop() {
      await running.stop();
      if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
