import type { Reporter, TestModule } from "vitest/node";
// Types alone: vitest loads a reporter in a way that finds no file beside it.
import type { Seen } from "./saw.ts";

/** After the tests: what each run of the checker judged, so that "0 lost" has a denominator. */
export default class Table implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { saw: seen } = test.meta();
        if (seen !== undefined) console.log(`${test.result().state === "passed" ? "✓" : "✗"} ${test.name}\n  ${describe(seen)}`);
      }
    }
  }
}

function describe({ kills, breaks, seconds, tally }: Seen): string {
  const { messages, conversations, heard, devices } = tally;
  const trouble = kills === undefined ? `${breaks ?? 0} breaks` : `${kills} kills`;
  const operations = Object.entries(tally.operations).map(([kind, { ok, fail, info, unsent }]) => `${kind} ${ok}/${fail}/${info}/${unsent}`);
  return [
    `${trouble} · ${seconds.toFixed(1)} s · ${conversations} conversations · ${messages} messages · ${devices} devices · ${heard} events heard`,
    `ok/fail/info/unsent: ${operations.join(" · ")}`,
  ].join("\n  ");
}
