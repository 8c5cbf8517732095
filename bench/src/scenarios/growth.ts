import type { Bench, Figure, Rounds } from "../bench.ts";
import { interleave, median, pick } from "../rounds.ts";
import { historyTargets, readPages } from "./readPages.ts";
import { connectPeople, sendHome } from "./seatPeople.ts";
import { contestantsOf, type Library, openLibraries } from "./stored.ts";

const sendsPerRound = 1_000;

/** Growth up to here is called flat: rounds differ by as much on a shared machine. */
const flat = 1.5;

/** Microseconds per send, history page and unread total as the store grows. Each should stay what it was. */
export async function growth(bench: Bench): Promise<Figure[]> {
  const { effort, contestants } = bench;
  const stages: Record<"send" | "history page" | "unread total", Rounds>[] = [];
  for (const stored of effort.stored) {
    const libraries = await openLibraries(contestants, stored);
    const ms = effort.roundMs / 2;
    const pages = await readPages(bench, libraries, { targets: historyTargets, items: 50, ms });
    const totals = await readPages(bench, libraries, { targets: ({ elder, storage }) => [{ userId: elder.userId, path: storage.unreadPath }], ms });
    stages.push({ "history page": toCost(pages), "unread total": toCost(totals), send: await measureSends(bench, libraries) });
  }

  const figures: Figure[] = [];
  const last = effort.stored.length - 1;
  for (const what of ["send", "history page", "unread total"] as const) {
    const grown: Rounds = {};
    for (const { name } of contestants) {
      const [from, to] = [stages[0]?.[what][name], stages[last]?.[what][name]];
      if (from && to) grown[name] = [median(to) / median(from)];
    }
    const range = `${effort.stored[0]?.toLocaleString("en")} to ${effort.stored[last]?.toLocaleString("en")} stored`;
    figures.push({ label: `growth of cost, ${what}, ${range}`, unit: "×", better: "less", rounds: grown, target: { atMost: flat } });
    stages.forEach((stage, index) => {
      figures.push({ label: `${what} at ${effort.stored[index]?.toLocaleString("en")} stored`, unit: "µs", better: "less", rounds: stage[what] });
    });
  }
  return figures;
}

/** The partners of the elder send, one message outstanding each; few enough not to change the stage. */
async function measureSends({ secret, effort, cluster }: Bench, libraries: Library[]): Promise<Rounds> {
  const contestants = contestantsOf(libraries);
  for (const { contestant, elder } of libraries) {
    const people = elder.conversations.map(({ conversationId, partnerId }) => ({ userId: partnerId, conversationId }));
    await connectPeople(contestant, secret, people);
    await contestant.load.run("pairLoop", { outstanding: 1, ms: effort.roundMs, messages: sendsPerRound / 2 });
  }
  const results = await interleave(contestants, effort.rounds, async ({ load }) => {
    await cluster.checkpoint();
    return load.run("pairLoop", { outstanding: 1, ms: effort.roundMs, messages: sendsPerRound });
  });
  await sendHome(contestants);
  return toCost(pick(results, ({ messages, seconds }) => messages / seconds));
}

/** Per second → microseconds each. */
function toCost(rounds: Rounds): Rounds {
  return Object.fromEntries(Object.entries(rounds).map(([name, rates]) => [name, rates.map((rate) => 1e6 / rate)]));
}
