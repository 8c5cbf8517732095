import type { Bench, Rounds } from "../bench.ts";
import type { Contestant } from "../contestants/contestant.ts";
import { interleave, pick } from "../rounds.ts";
import type { Library } from "./stored.ts";

type Reading = { targets: (library: Library) => { userId: string; path: string }[]; items?: number; ms: number };

/** Pages per second that 16 readers get. */
export async function readPages({ effort, secret }: Bench, libraries: Library[], { targets, items, ms }: Reading): Promise<Rounds> {
  const byName = new Map(libraries.map((library) => [library.contestant.name, library]));
  const read = ({ name, load, server }: Contestant, forMs: number) => {
    const expected = items === undefined ? {} : { items };
    return load.run("readLoop", { port: server.port, secret, readers: 16, ms: forMs, targets: targets(byName.get(name) as Library), ...expected });
  };
  const contestants = libraries.map((library) => library.contestant);
  for (const contestant of contestants) await read(contestant, effort.warmUpMs / 2);
  return pick(await interleave(contestants, effort.rounds, (contestant) => read(contestant, ms)), ({ pages, seconds }) => pages / seconds);
}

/** The newest 50 of any conversation with a history. */
export function historyTargets({ storage, elder, readers }: Library) {
  return [...elder.conversations, ...readers].map(({ userId, conversationId }) => ({ userId, path: storage.historyPath(conversationId) }));
}
