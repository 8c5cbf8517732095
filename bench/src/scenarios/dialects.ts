import type { Bench, Figure } from "../bench.ts";
import { pairs } from "./pairs.ts";

/** What dialects cost a send: the pairs again, spoken in other dialects, and beside the same server without any. */
export async function dialects(bench: Bench): Promise<Figure[]> {
  const figures = await pairs(bench);
  return figures.map((figure) => ({ ...figure, label: `with dialects: ${figure.label}`, target: { timesBetter: 0.9, than: "nativeAlone" } }));
}
