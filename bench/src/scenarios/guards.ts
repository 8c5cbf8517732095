import type { Bench, Figure } from "../bench.ts";
import { pairs } from "./pairs.ts";

/** What rate limits and connection caps cost a send: the pairs again, beside the same server without them. */
export async function guards(bench: Bench): Promise<Figure[]> {
  const figures = await pairs(bench);
  return figures.map((figure) => ({ ...figure, label: `with guards: ${figure.label}`, target: { timesBetter: 0.9, than: "unguarded" } }));
}
