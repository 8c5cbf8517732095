import type { Cluster } from "./cluster.ts";
import type { Contestant, ContestantName } from "./contestants/contestant.ts";
import type { Effort } from "./options.ts";

/** What a scenario works with. */
export type Bench = { contestants: Contestant[]; cluster: Cluster; effort: Effort; secret: string };

export type Scenario = (bench: Bench) => Promise<Figure[]>;

/** One line of the report: a value per round and contestant. */
export type Figure = {
  label: string;
  unit: string;
  better: "more" | "less";
  rounds: Rounds;
  /**
   * `timesBetter`: than the one-INSERT server or who is named, by the median of the rounds' ratios.
   * `timesBetterAtMost`: than each of those named, which are Parley too. `atMost`: Parley's own median.
   */
  target?: { timesBetter: number; than?: ContestantName } | { timesBetterAtMost: number; than: ContestantName[] } | { atMost: number };
};

export type Rounds = Partial<Record<ContestantName, number[]>>;
