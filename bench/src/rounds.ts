import type { Figure, Rounds } from "./bench.ts";
import type { Contestant, ContestantName } from "./contestants/contestant.ts";

export type Results<T> = Partial<Record<ContestantName, T[]>>;

/**
 * Everybody's first round, then everybody's second … each time another goes
 * first. A noisy neighbour then disturbs one round of each, and not one contestant.
 */
export async function interleave<T>(contestants: Contestant[], rounds: number, measure: (contestant: Contestant) => Promise<T>): Promise<Results<T>> {
  const results: Results<T> = {};
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(turn + round) % contestants.length] as Contestant;
      const list = results[contestant.name] ?? [];
      list.push(await measure(contestant));
      results[contestant.name] = list;
    }
  }
  return results;
}

/** One number out of every result. */
export function pick<T>(results: Results<T>, value: (result: T) => number): Rounds {
  return Object.fromEntries(Object.entries(results).map(([name, list]) => [name, list.map(value)]));
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}

/** How many times better Parley is: rounds that were measured next to each other are compared with each other. */
export function timesBetter({ rounds, better }: Figure, than: ContestantName): number | null {
  const ours = rounds.parley;
  const theirs = rounds[than];
  if (!ours || !theirs) return null;
  return median(ours.map((value, round) => (better === "more" ? value / (theirs[round] as number) : (theirs[round] as number) / value)));
}
