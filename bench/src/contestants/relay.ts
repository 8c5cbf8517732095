import type { Contestant } from "./contestant.ts";
import { type Entry, startProcess } from "./startContestants.ts";
import { tutorialWire } from "./wire.ts";

export async function startRelay(entry: Entry): Promise<Contestant> {
  const started = await startProcess(entry, new URL("../../baselines/relay.ts", import.meta.url));
  let created = 0;
  return Object.assign(started, {
    name: "relay" as const,
    wire: tutorialWire,
    storage: null,
    createUsers: async () => {},
    createConversations: async (memberLists: string[][]) => memberLists.map(() => String(++created)),
  });
}
