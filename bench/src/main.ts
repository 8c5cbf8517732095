/**
 * The bench: Parley against a plain one-INSERT server and a relay that stores
 * nothing, on the same PostgreSQL, in the same minutes. It prints ratios and
 * compares them with the targets; it asserts no times, for machines differ.
 * It talks to loopback only and leaves nothing behind, however it ends.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpus } from "node:os";
import type { Figure, Scenario } from "./bench.ts";
import { Cleanup } from "./cleanup.ts";
import { startCluster } from "./cluster.ts";
import type { ContestantName } from "./contestants/contestant.ts";
import { startContestants } from "./contestants/startContestants.ts";
import { findCores } from "./cores.ts";
import { cpuOfFamily, cpuOfMachine } from "./cpu.ts";
import { readOptions } from "./options.ts";
import { toTable, writeResults } from "./report.ts";
import { dialectScenarios, indexingScenarios, liveScenarios, searchScenarios, selfScenarios, storedScenarios } from "./scenarios/scenarios.ts";

/** What other programs may take of the machine before figures become doubtful. */
const noisyShare = 0.05;

const options = readOptions(process.argv.slice(2));
const cleanup = new Cleanup();
const interruption = new AbortController();
const say = (text: string) => process.stderr.write(`${text}\n`);

async function run(): Promise<number> {
  const began = Date.now();
  const cores = findCores();
  const cluster = await startCluster(cores, cleanup);
  say(
    `PostgreSQL ${cluster.settings.server_version}, fsync and synchronous_commit on; ${cores ? `servers on core ${cores.servers}, load on core ${cores.load}` : "nothing is pinned"}`,
  );

  const cpuOfOthers = () => cpuOfMachine() - cpuOfFamily(process.pid) - cluster.cpuSeconds();
  const othersBefore = cpuOfOthers();
  const beganMeasuring = Date.now();

  const figures: Figure[] = [];
  const failures: string[] = [];
  const secret = randomBytes(32).toString("hex");
  const sets: { set: Record<string, Scenario>; names: ContestantName[]; env?: Record<string, string> }[] = [
    { set: liveScenarios, names: options.contestants },
    { set: storedScenarios, names: options.contestants },
    { set: searchScenarios, names: options.contestants.filter((name) => name !== "relay") },
    { set: selfScenarios, names: ["parley", "unguarded"] },
    { set: indexingScenarios, names: ["parley", "unindexed"] },
    // What one round has sent would be indexed beside the next, which is another's.
    { set: dialectScenarios, names: ["parley", "nativeAlone", "nest", "bazaar"], env: { SEARCH_INDEXER: "off" } },
  ];
  for (const { set, names, env = {} } of sets) {
    const wanted = Object.entries(set).filter(([name]) => (options.scenarios as string[]).includes(name));
    if (wanted.length === 0) continue;
    const setCleanup = new Cleanup();
    cleanup.add(() => setCleanup.run());
    const contestants = await startContestants(names, { cluster, cores, cleanup: setCleanup, secret, env });
    for (const [name, scenario] of wanted) {
      say(`${Math.round((Date.now() - began) / 1000)} s: ${name} …`);
      try {
        figures.push(...(await scenario({ contestants, cluster, effort: options.effort, secret })));
      } catch (error) {
        interruption.signal.throwIfAborted();
        failures.push(`${name} failed: ${(error as Error).message}`);
        say([failures.at(-1), ...contestants.map((contestant) => contestant.server.complaints())].join("\n"));
      }
    }
    await setCleanup.run();
  }

  const othersShare = (cpuOfOthers() - othersBefore) / (((Date.now() - beganMeasuring) / 1000) * cpus().length);
  const seconds = Math.round((Date.now() - began) / 1000);
  const file = writeResults(figures, { quick: options.quick, cores, postgres: cluster.settings, seconds, othersShare, failures });
  console.log(`\n${toTable(figures)}\n`);
  for (const failure of failures) console.log(failure);
  if (othersShare > noisyShare) console.log(`Other programs took ${Math.round(othersShare * 100)} % of this machine meanwhile: do not trust these figures.`);
  console.log(`${seconds} s; every round is in ${file}`);
  return failures.length === 0 ? 0 : 1;
}

// Heard again and again: a second Ctrl-C must not cut the cleanup short.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
const interrupted = once(interruption.signal, "abort").then(() => 130);

let status = 1;
try {
  status = await Promise.race([run(), interrupted]);
} catch (error) {
  say(`the bench failed: ${(error as Error).stack}`);
}
await cleanup.run();
process.exit(status);
