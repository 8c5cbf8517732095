import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

type Stat = { parent: number; own: number; children: number };

function readStat(pid: number | string): Stat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name and may contain anything; the third begins after its bracket.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number) as number[];
    const sum = (first: number) => ((fields[first] as number) + (fields[first + 1] as number)) / ticksPerSecond;
    return { parent: fields[1] as number, own: sum(11), children: sum(13) };
  } catch {
    return null;
  }
}

export function parentOf(pid: number): number {
  const stat = readStat(pid);
  if (!stat) throw new Error(`no process ${pid}`);
  return stat.parent;
}

/** CPU seconds of one process so far, user and system. */
export function cpuOf(pid: number): number {
  return readStat(pid)?.own ?? 0;
}

/** CPU seconds of a process and its children, those that have ended included. */
export function cpuOfFamily(pid: number): number {
  const head = readStat(pid);
  if (!head) return 0;
  let seconds = head.own + head.children;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat?.parent === pid) seconds += stat.own + stat.children;
  }
  return seconds;
}

/** CPU seconds of all programs of the machine so far. */
export function cpuOfMachine(): number {
  const [, user = 0, nice = 0, system = 0] = readFileSync("/proc/stat", "utf8").split("\n", 1).join().split(/\s+/).map(Number);
  return (user + nice + system) / ticksPerSecond;
}

/** Resident memory in kB. */
export function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
