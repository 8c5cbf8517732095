import { readdirSync, readFileSync } from "node:fs";
import type { TestPostgres } from "@parley/testkit";

/** The postmaster and everything that it has started. */
export async function processesOf(postgres: TestPostgres): Promise<number[]> {
  const postmaster = await postgres.pid();
  return [postmaster, ...childrenOf(postmaster)];
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Nothing of it does anything more until `resume`; its connections stay open. */
export async function pause(postgres: TestPostgres): Promise<() => void> {
  const postmaster = await postgres.pid();
  // First the one who starts others.
  process.kill(postmaster, "SIGSTOP");
  const paused = [postmaster, ...childrenOf(postmaster)];
  for (const pid of paused) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of paused.toReversed()) process.kill(pid, "SIGCONT");
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

/** The name of a program, in brackets, may hold anything; what follows it does not. */
function parentOf(pid: string): number | undefined {
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(parent);
  } catch {
    return undefined;
  }
}
