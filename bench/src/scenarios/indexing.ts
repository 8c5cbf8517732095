import type { Bench, Figure } from "../bench.ts";
import { pairs } from "./pairs.ts";

/** What the search index costs a send: the pairs again, beside the same server that does not index. */
export async function indexing(bench: Bench): Promise<Figure[]> {
  const figures = await pairs(bench);
  return figures.map((figure) => ({ ...figure, label: `with indexer: ${figure.label}`, target: { timesBetter: 0.9, than: "unindexed" } }));
}
