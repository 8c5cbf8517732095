import { parseArgs } from "node:util";
import { type RivalName, rivalNames } from "./contestants/contestant.ts";
import { type ScenarioName, scenarioNames } from "./scenarios/scenarios.ts";

/** How long to look. Many short rounds say more on a noisy machine than one long one. */
export type Effort = {
  rounds: number;
  roundMs: number;
  warmUpMs: number;
  idleConnections: number;
  /** Stored messages at which growth is measured; history and lists are read at the last. */
  stored: number[];
};

const full: Effort = { rounds: 5, roundMs: 1500, warmUpMs: 1500, idleConnections: 10_000, stored: [1_000, 100_000, 1_000_000] };
const quick: Effort = { rounds: 2, roundMs: 500, warmUpMs: 500, idleConnections: 2_000, stored: [1_000, 50_000] };

export type Options = { scenarios: ScenarioName[]; contestants: RivalName[]; effort: Effort; quick: boolean };

const help = `npm run bench -- [--only a,b] [--contestants a,b] [--quick]

  --only         of ${scenarioNames.join(", ")}
  --contestants  of ${rivalNames.join(", ")}
  --quick        a look of about a minute: fewer, shorter rounds and smaller stores`;

/** Exits after --help and on a wrong argument. */
export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: { only: { type: "string" }, contestants: { type: "string" }, quick: { type: "boolean", default: false }, help: { type: "boolean" } },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    return {
      scenarios: choose(values.only, scenarioNames),
      contestants: choose(values.contestants, rivalNames),
      effort: values.quick ? quick : full,
      quick: values.quick,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

function choose<Name extends string>(list: string | undefined, names: readonly Name[]): Name[] {
  if (list === undefined) return [...names];
  const wanted = list.split(",");
  const unknown = wanted.filter((name) => !(names as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`);
  return names.filter((name) => wanted.includes(name));
}
