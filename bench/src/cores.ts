import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const taskset = "taskset";

/** Servers and PostgreSQL share one core, load comes from another; null where that cannot be had. */
export type Cores = { servers: number; load: number } | null;

export function findCores(): Cores {
  if (process.platform !== "linux" || spawnSync(taskset, ["--version"]).status !== 0) return null;
  const allowed = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  const cores = allowed.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  const [servers, load] = cores;
  return servers === undefined || load === undefined ? null : { servers, load };
}

/** Moves this process to a core; what it starts afterwards inherits that. */
export function moveTo(core: number | undefined): void {
  if (core !== undefined) spawnSync(taskset, ["--all-tasks", "--cpu-list", "--pid", String(core), String(process.pid)]);
}

/** The command that runs another on a core. */
export function onCore(core: number | undefined, command: string[]): [program: string, ...args: string[]] {
  const pinned = core === undefined ? command : [taskset, "--cpu-list", String(core), ...command];
  return pinned as [string, ...string[]];
}
