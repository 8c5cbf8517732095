import type { Bench, Figure } from "../bench.ts";
import { interleave, pick } from "../rounds.ts";
import { memberLists, seatPeople, sendHome } from "./seatPeople.ts";

const rates = [200, 1_000, 5_000];

/** Targets for p99. "No worse" leaves a tenth for noise. */
const targets: Record<number, Figure["target"]> = { 1000: { timesBetter: 0.9 }, 5000: { atMost: 5 } };

/** 200 users in 100 pairs send at a given rate, fast or slow server alike: how long until the other one has it. */
export async function offered(bench: Bench): Promise<Figure[]> {
  const { contestants, cluster, effort } = bench;
  await seatPeople(bench, memberLists("offered", 100, 2));
  for (const { load } of contestants) await load.run("timedSends", { perSecond: 1_000, ms: effort.warmUpMs });
  const figures: Figure[] = [];
  for (const perSecond of rates) {
    const results = await interleave(contestants, effort.rounds, async ({ load }) => {
      await cluster.checkpoint();
      return load.run("timedSends", { perSecond, ms: effort.roundMs });
    });
    const label = `${perSecond.toLocaleString("en")} messages/s offered`;
    const target = targets[perSecond];
    figures.push(
      { label: `${label}: p50`, unit: "ms", better: "less", rounds: pick(results, (result) => result.deliveredP50Ms) },
      { label: `${label}: p99`, unit: "ms", better: "less", rounds: pick(results, (result) => result.deliveredP99Ms), ...(target ? { target } : {}) },
      { label: `${label}: p99 of the ack`, unit: "ms", better: "less", rounds: pick(results, (result) => result.ackedP99Ms) },
    );
  }
  await sendHome(contestants);
  return figures;
}
