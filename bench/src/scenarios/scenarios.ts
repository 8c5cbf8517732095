import type { Scenario } from "../bench.ts";
import { dialects } from "./dialects.ts";
import { groups } from "./groups.ts";
import { growth } from "./growth.ts";
import { guards } from "./guards.ts";
import { history } from "./history.ts";
import { idle } from "./idle.ts";
import { indexing } from "./indexing.ts";
import { list } from "./list.ts";
import { offered } from "./offered.ts";
import { pairs } from "./pairs.ts";
import { search } from "./search.ts";

/** On databases that begin empty, in this order. */
export const liveScenarios = { pairs, groups, offered, idle } satisfies Record<string, Scenario>;

/** On databases of their own, filled as far as each needs; growth goes first, for it starts with few messages. */
export const storedScenarios = { growth, history, list } satisfies Record<string, Scenario>;

/** Parley against itself with a part switched off. */
export const selfScenarios = { guards } satisfies Record<string, Scenario>;
export const indexingScenarios = { indexing } satisfies Record<string, Scenario>;
export const dialectScenarios = { dialects } satisfies Record<string, Scenario>;

/** On databases of their own, filled with prose. */
export const searchScenarios = { search } satisfies Record<string, Scenario>;

export type ScenarioName =
  | keyof typeof liveScenarios
  | keyof typeof storedScenarios
  | keyof typeof selfScenarios
  | keyof typeof indexingScenarios
  | keyof typeof dialectScenarios
  | keyof typeof searchScenarios;
export const scenarioNames = [liveScenarios, storedScenarios, searchScenarios, selfScenarios, indexingScenarios, dialectScenarios].flatMap((set) =>
  Object.keys(set),
) as ScenarioName[];
