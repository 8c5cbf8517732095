import { type Case, tell } from "../case.ts";
import type { Violation } from "../evidence.ts";

/** I2: one message for a clientId, every retry is answered with it, and another text under it is refused. */
export function checkDuplicates({ sendings }: Case): Violation[] {
  const violations: Violation[] = [];
  for (const { attempts, stored } of sendings) {
    const [attempt] = attempts;
    if (attempt === undefined) continue;
    if (stored.length > 1) violations.push({ invariant: "I2", what: `is stored as ${stored.map(({ seq }) => seq).join(" and ")}: ${tell(attempt)}` });
    // After an edit nobody knows any more what the text was: then the original is the answer (F13).
    const other = attempts.find(({ reused, outcome, message }) => reused && outcome === "ok" && message?.version === 1);
    if (other !== undefined) violations.push({ invariant: "I2", what: `was accepted for another text: ${tell(other)}` });
    const answers = new Set(attempts.flatMap(({ message }) => (message ? [`${message.id} of ${message.createdAt}`] : [])));
    if (answers.size > 1) violations.push({ invariant: "I2", what: `was answered differently, ${[...answers].join(" and ")}: ${tell(attempt)}` });
  }
  return violations;
}
