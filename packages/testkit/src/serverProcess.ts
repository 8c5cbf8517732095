import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signHostToken } from "@parley/server";
import { readConfig } from "@parley/server/config";

import type { Claims } from "./server.ts";
import { waitFor } from "./waitFor.ts";

export type ServerProcess = {
  /** The same after every start. */
  url: string;
  /** Of the running process; throws when there is none. */
  pid(): number;
  /** Starts it, again if need be. Resolves when it says that it is ready. */
  start(): Promise<void>;
  /** Sends the signal and waits for the end: default SIGKILL. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  isRunning(): boolean;
  /** Everything that it has written, over all its starts. */
  output(): string;
  tokenFor(userId: string, claims?: Claims): Promise<string>;
  /** Kills it and removes its directory. */
  stop(): Promise<void>;
};

type ServerProcessOptions = {
  databaseUrl: string;
  env?: Record<string, string>;
  /** Default: the product's own main. Another script must start a server all the same. */
  script?: string;
  /** Linux: files and connections that it may have open at the same time. Default: what this process may. */
  mostDescriptors?: number;
};

const productMain = fileURLToPath(import.meta.resolve("@parley/server/main"));
const secret = "a secret of the tests, which is long enough";

/** The product in a process of its own, to be killed. It logs everything. */
export async function startServerProcess({ databaseUrl, env = {}, script = productMain, mostDescriptors }: ServerProcessOptions): Promise<ServerProcess> {
  const port = await findFreePort();
  const dataDir = await mkdtemp(join(tmpdir(), "parley-data-"));
  const variables = {
    NODE_ENV: "test",
    PORT: String(port),
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DEMO: "off",
    JWT_SECRET: secret,
    LOG_LEVEL: "trace",
    RATE_LIMITS: "0",
    ...env,
  };
  const config = readConfig(variables);
  let child: ChildProcess | undefined;
  let written = "";

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const server: ServerProcess = {
    url: `http://127.0.0.1:${port}`,
    pid() {
      if (child?.pid === undefined || !isRunning()) throw new Error("the server is not running");
      return child.pid;
    },
    async start() {
      const startedAt = written.length;
      const [command = "", ...args] = [...(mostDescriptors === undefined ? [] : ["prlimit", `--nofile=${mostDescriptors}`]), process.execPath, script];
      const started = spawn(command, args, { env: { PATH: process.env.PATH, ...variables }, stdio: ["ignore", "pipe", "pipe"] });
      child = started;
      for (const stream of [started.stdout, started.stderr]) stream.on("data", (chunk) => (written += chunk));
      try {
        await waitFor(
          "the server to be ready",
          () => {
            if (!isRunning()) throw new Error(`the server did not start:\n${written.slice(startedAt).slice(-4000)}`);
            return written.includes("Parley is ready", startedAt);
          },
          60_000,
        );
      } catch (error) {
        await server.kill();
        throw error;
      }
    },
    async kill(signal = "SIGKILL") {
      if (child === undefined || !isRunning()) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
    signal: (signal) => void child?.kill(signal),
    isRunning,
    output: () => written,
    tokenFor: async (userId, { expiresInSeconds = 3600, ...claims } = {}) =>
      (await signHostToken(config, { now: Date.now }, { userId, name: userId, ttlMs: expiresInSeconds * 1000, ...claims })).token,
    async stop() {
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** A port that nobody uses at this moment. */
export async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
