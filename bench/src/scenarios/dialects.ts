import type { Bench, Figure } from "../bench.ts";
import { pairs, together } from "./pairs.ts";

/** What dialects cost a send: the pairs again, spoken in other dialects, and beside the same server without any. */
export async function dialects(bench: Bench): Promise<Figure[]> {
  // A tenth more is asked about: that takes more rounds than a multiple.
  const figures = await pairs({ ...bench, effort: { ...bench.effort, rounds: 2 * bench.effort.rounds } });
  return figures.map((figure) => ({
    ...figure,
    label: `with dialects: ${figure.label}`,
    target: figure.label.endsWith(together) ? { timesBetterAtMost: 1.1, than: ["nest", "bazaar"] } : { timesBetter: 0.9, than: "nativeAlone" },
  }));
}
