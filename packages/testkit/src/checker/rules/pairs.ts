import type { Case } from "../case.ts";
import { tell } from "../case.ts";
import type { Violation } from "../evidence.ts";

/** I14: two people have one direct conversation, and everybody who asks for it gets that one. */
export function checkPairs({ truth, attempts }: Case): Violation[] {
  const violations: Violation[] = [];
  const pairs = new Map<string, string>();
  for (const { id, type, members } of truth) {
    if (type !== "direct") continue;
    const pair = members
      .map(({ userId }) => userId)
      .sort()
      .join(" and ");
    const other = pairs.get(pair);
    if (other !== undefined) violations.push({ invariant: "I14", what: `${pair} have two direct conversations, ${other} and ${id}` });
    pairs.set(pair, id);
  }
  for (const attempt of attempts) {
    if (attempt.kind !== "direct" || attempt.outcome !== "ok") continue;
    const pair = [attempt.user, attempt.otherId].sort().join(" and ");
    if (pairs.get(pair) !== attempt.conversationId)
      violations.push({ invariant: "I14", what: `was answered ${attempt.conversationId}, while ${pairs.get(pair)} is stored: ${tell(attempt)}` });
  }
  return violations;
}
