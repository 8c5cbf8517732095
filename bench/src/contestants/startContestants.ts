import type { Cleanup } from "../cleanup.ts";
import type { Cluster } from "../cluster.ts";
import type { Cores } from "../cores.ts";
import { LoadGenerator } from "../load/generator.ts";
import { startServer } from "../serverProcess.ts";
import type { Contestant, ContestantName } from "./contestant.ts";
import { startOneInsert } from "./oneInsert.ts";
import { startBazaar, startNativeAlone, startNest, startParley, startUnguarded, startUnindexed } from "./parley.ts";
import { startRelay } from "./relay.ts";

/** What every contestant gets alike; `env` is its process's. */
export type Entry = { cluster: Cluster; cores: Cores; cleanup: Cleanup; secret: string; env?: Record<string, string> };

const starts: Record<ContestantName, (entry: Entry) => Promise<Contestant>> = {
  parley: startParley,
  unguarded: startUnguarded,
  unindexed: startUnindexed,
  nativeAlone: startNativeAlone,
  nest: startNest,
  bazaar: startBazaar,
  oneInsert: startOneInsert,
  relay: startRelay,
};

export async function startContestants(names: ContestantName[], entry: Entry): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const name of names) contestants.push(await starts[name](entry));
  return contestants;
}

export async function startProcess({ cores, cleanup, secret, env: common }: Entry, script: URL, env: Record<string, string> = {}) {
  const start = () => startServer({ script, env: { JWT_SECRET: secret, ...common, ...env }, core: cores?.servers, cleanup });
  const contestant = {
    server: await start(),
    load: new LoadGenerator(cleanup),
    async restart() {
      await contestant.server.stop();
      contestant.server = await start();
    },
  };
  return contestant;
}
