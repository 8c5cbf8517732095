import { spawn } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "@parley/testkit";
import type { Cleanup } from "./cleanup.ts";
import { onCore } from "./cores.ts";

const startMs = 30_000;
const stopMs = 8_000;

export type ServerProcess = {
  pid: number;
  port: number;
  /** Closed until SIGUSR1 opens it. */
  inspectorPort: number;
  /** The end of what it wrote to stderr. */
  complaints(): string;
  stop(): Promise<void>;
};

type Start = { script: URL; env: Record<string, string>; core: number | undefined; cleanup: Cleanup };

/** Starts a server in a process of its own and waits until it answers HTTP. */
export async function startServer({ script, env, core, cleanup }: Start): Promise<ServerProcess> {
  const port = await findFreePort();
  const inspectorPort = await findFreePort();
  const [program, ...args] = onCore(core, [process.execPath, `--inspect-port=127.0.0.1:${inspectorPort}`, script.pathname]);
  const child = spawn(program, args, {
    env: { ...process.env, NODE_ENV: "production", ...env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints = (complaints + chunk).slice(-4000);
  });

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await ended;
    clearTimeout(timer);
  }
  cleanup.add(stop);

  const deadline = Date.now() + startMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${script.pathname} did not start:\n${complaints}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { pid: child.pid as number, port, inspectorPort, complaints: () => complaints, stop };
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
