import type { Bench, Figure } from "../bench.ts";
import { interleave, pick } from "../rounds.ts";
import { memberLists, seatPeople, sendHome } from "./seatPeople.ts";

/** Ten groups of 50, one message in flight in each: deliveries per second, the sender's own included. */
export async function groups(bench: Bench): Promise<Figure[]> {
  const { contestants, cluster, effort } = bench;
  await seatPeople(bench, memberLists("group", 10, 50));
  for (const { load } of contestants) await load.run("groupLoop", { ms: effort.warmUpMs });
  const results = await interleave(contestants, effort.rounds, async ({ load }) => {
    await cluster.checkpoint();
    return load.run("groupLoop", { ms: effort.roundMs });
  });
  await sendHome(contestants);
  const rounds = pick(results, ({ deliveries, seconds }) => deliveries / seconds);
  return [{ label: "10 groups of 50, 1 in flight each", unit: "deliveries/s", better: "more", rounds, target: { timesBetter: 1 } }];
}
