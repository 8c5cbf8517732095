import { openCase } from "./case.ts";
import type { Evidence, Violation } from "./evidence.ts";
import { checkConvergence } from "./rules/convergence.ts";
import { checkDuplicates } from "./rules/duplicates.ts";
import { checkIsolation } from "./rules/isolation.ts";
import { checkLosses } from "./rules/losses.ts";
import { checkMarks } from "./rules/marks.ts";
import { checkOrder } from "./rules/order.ts";
import { checkPairs } from "./rules/pairs.ts";
import { checkPhantoms } from "./rules/phantoms.ts";
import { checkTimes } from "./rules/times.ts";
import { checkVersions } from "./rules/versions.ts";

const rules = [checkLosses, checkDuplicates, checkPhantoms, checkOrder, checkTimes, checkConvergence, checkVersions, checkMarks, checkIsolation, checkPairs];

/** Which invariants of docs/trust.md this history breaks. Pure: the same evidence gives the same answer. */
export function check(evidence: Evidence): Violation[] {
  const opened = openCase(evidence);
  return rules.flatMap((rule) => rule(opened));
}
