import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const parley = fileURLToPath(import.meta.resolve("@parley/server/parley"));

export type RunningImport = {
  hasEnded(): boolean;
  /** Its exit status. */
  ended(): Promise<number | null>;
  /** kill -9, and waits for the end. */
  kill(): Promise<void>;
  output(): string;
};

/** `parley import …` in a process of its own. */
export function startImport(databaseUrl: string, args: string[], nodeOptions: string[] = []): RunningImport {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl, JWT_SECRET: "a secret of the tests, which is long enough" };
  const child = spawn(process.execPath, [...nodeOptions, parley, "import", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (written += chunk));
  const end = once(child, "close");
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    ended: async () => {
      await end;
      return child.exitCode;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await end;
    },
    output: () => written,
  };
}
