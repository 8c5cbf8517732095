import type { Bench, Figure } from "../bench.ts";
import { historyTargets, readPages } from "./readPages.ts";
import { openLibraries } from "./stored.ts";

/** 16 readers fetch the newest 50 of conversations drawn at random. */
export async function history(bench: Bench): Promise<Figure[]> {
  const stored = bench.effort.stored.at(-1) as number;
  const libraries = await openLibraries(bench.contestants, stored);
  const rounds = await readPages(bench, libraries, { targets: historyTargets, items: 50, ms: bench.effort.roundMs });
  return [{ label: `history, 50 newest, ${stored.toLocaleString("en")} stored`, unit: "pages/s", better: "more", rounds, target: { timesBetter: 2.5 } }];
}
