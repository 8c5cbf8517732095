import type { Bench, Figure } from "../bench.ts";
import type { Contestant } from "../contestants/contestant.ts";
import { proseWriter, wordOf } from "../prose.ts";
import { interleave, pick } from "../rounds.ts";

const conversations = 2_000;
/** The searcher is in a tenth of all. */
const own = 200;
const searcher = "searcher";
const searchesPerRound = 20;
const inserts = 5_000;

/** Ranks by frequency: of a million messages about 400,000, 3,000 and 60 have such a word, one of the searcher's ten. */
const ranks = {
  common: (index: number) => index % 3,
  middling: (index: number, stored: number) => Math.max(60, Math.round(stored / 2600)) + index,
  rare: (index: number, stored: number) => Math.round(stored / 50) + index,
};

type Store = { contestant: Contestant; ids: string[] };

/** How long a search takes, where messages are as many as in years of a company: all of one's conversations, and the fullest of them alone. */
export async function search({ contestants, cluster, effort, secret }: Bench): Promise<Figure[]> {
  const stored = effort.stored.at(-1) as number;
  const stores = new Map<string, Store>();
  for (const contestant of contestants) stores.set(contestant.name, await fill(contestant, stored));

  async function measure({ name, load, server, storage }: Contestant, kind: keyof typeof ranks, alone: boolean) {
    await cluster.checkpoint();
    const id = alone ? stores.get(name)?.ids[0] : undefined;
    const paths = Array.from({ length: searchesPerRound }, (_, index) => storage?.searchPath(wordOf(ranks[kind](index, stored)), id) ?? "");
    return load.run("searchLoop", { port: server.port, secret, userId: searcher, paths, mustFind: !alone });
  }

  const figures: Figure[] = [];
  for (const alone of [false, true]) {
    for (const kind of Object.keys(ranks) as (keyof typeof ranks)[]) {
      // A rare word is in one conversation by chance only.
      if (alone && kind === "rare") continue;
      const results = await interleave(contestants, effort.rounds, (contestant) => measure(contestant, kind, alone));
      const label = `search, ${kind} words, ${alone ? "one conversation" : `all of ${own}`}`;
      figures.push(
        { label: `${label}: p50`, unit: "ms", better: "less", rounds: pick(results, ({ p50Ms }) => p50Ms) },
        { label: `${label}: p99`, unit: "ms", better: "less", rounds: pick(results, ({ p99Ms }) => p99Ms), target: { atMost: 500 } },
      );
    }
  }
  return figures;
}

async function fill(contestant: Contestant, messages: number): Promise<Store> {
  const pairs = Array.from({ length: conversations }, (_, index) => [index < own ? searcher : `other-${index}`, `partner-${index}`]);
  const ids = await contestant.createConversations(pairs);
  const next = proseWriter();
  for (let stored = 0; stored < messages; stored += inserts) {
    const rows = Array.from({ length: Math.min(inserts, messages - stored) }, (_, index) => ({
      conversationId: ids[(stored + index) % ids.length] as string,
      text: next(),
    }));
    await contestant.storage?.store(rows);
  }
  await contestant.storage?.settle();
  await contestant.restart();
  await contestant.storage?.indexed();
  return { contestant, ids };
}
