import type { Bench, Figure } from "../bench.ts";
import type { Contestant } from "../contestants/contestant.ts";
import { cpuOf } from "../cpu.ts";
import { interleave, pick } from "../rounds.ts";
import { memberLists, seatPeople, sendHome } from "./seatPeople.ts";

/** How the label of what a send costs in all ends. */
export const together = "together";

/** 200 users in 100 direct conversations, all sending: messages per second, and what a message costs in CPU. */
export async function pairs(bench: Bench): Promise<Figure[]> {
  const { contestants, cluster, effort } = bench;
  await seatPeople(bench, memberLists("pair", 100, 2));

  async function measure({ load, server }: Contestant, outstanding: number) {
    await cluster.checkpoint();
    const before = { server: cpuOf(server.pid), database: cluster.cpuSeconds() };
    const { messages, seconds } = await load.run("pairLoop", { outstanding, ms: effort.roundMs });
    const perThousand = 1000 / messages;
    return {
      perSecond: messages / seconds,
      serverCpu: (cpuOf(server.pid) - before.server) * perThousand,
      databaseCpu: (cluster.cpuSeconds() - before.database) * perThousand,
    };
  }

  for (const { load } of contestants) await load.run("pairLoop", { outstanding: 8, ms: effort.warmUpMs });
  const eight = await interleave(contestants, effort.rounds, (contestant) => measure(contestant, 8));
  const one = await interleave(contestants, effort.rounds, (contestant) => measure(contestant, 1));
  await sendHome(contestants);

  const cpu = (results: typeof eight, outstanding: number): Figure[] => {
    const { relay: _storesNothing, ...storing } = results;
    const label = (what: string) => `CPU per 1,000 messages, ${outstanding} outstanding: ${what}`;
    return [
      { label: label("server"), unit: "s", better: "less", rounds: pick(results, (result) => result.serverCpu) },
      { label: label("database"), unit: "s", better: "less", rounds: pick(storing, (result) => result.databaseCpu) },
      { label: label(together), unit: "s", better: "less", rounds: pick(storing, (result) => result.serverCpu + result.databaseCpu) },
    ];
  };
  return [
    { label: "100 pairs, 8 outstanding", unit: "messages/s", better: "more", rounds: pick(eight, (result) => result.perSecond), target: { timesBetter: 5 } },
    { label: "100 pairs, 1 outstanding", unit: "messages/s", better: "more", rounds: pick(one, (result) => result.perSecond), target: { timesBetter: 3 } },
    ...cpu(eight, 8),
    ...cpu(one, 1),
  ];
}
