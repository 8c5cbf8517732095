import { type Case, type Sending, tell } from "../case.ts";
import type { Violation } from "../evidence.ts";
import type { Attempt } from "../history.ts";

type Timed = { seq: number; invokedAt: number; ackedAt: number; attempt: Attempt };

/** I5: what was acknowledged before another was asked has the lower seq, and so has what a device sent first. */
export function checkTimes({ sendings }: Case): Violation[] {
  const violations: Violation[] = [];
  const byConversation = Map.groupBy(sendings, ({ conversationId }) => conversationId);
  for (const inOne of byConversation.values()) {
    const timed = inOne.flatMap(time);
    violations.push(...afterAcknowledgement(timed));
    const lanes = Map.groupBy(
      timed.filter(({ attempt }) => attempt.lane !== undefined && attempt.outcome === "ok"),
      ({ attempt }) => attempt.lane,
    );
    for (const lane of lanes.values()) violations.push(...inLane(lane));
  }
  return violations;
}

function time({ attempts, stored }: Sending): Timed[] {
  const [attempt] = attempts;
  if (attempt === undefined || stored[0] === undefined) return [];
  const ackedAt = Math.min(...attempts.filter(({ outcome }) => outcome === "ok").map(({ endedAt }) => endedAt));
  return [{ seq: stored[0].seq, invokedAt: attempt.invokedAt, ackedAt, attempt }];
}

/** In the order of asking, with the highest seq among those that were acknowledged until then. */
function afterAcknowledgement(timed: Timed[]): Violation[] {
  const violations: Violation[] = [];
  const acked = timed.filter(({ ackedAt }) => ackedAt < Number.POSITIVE_INFINITY).sort((one, other) => one.ackedAt - other.ackedAt);
  let highest: Timed | undefined;
  let next = 0;
  for (const later of timed.toSorted((one, other) => one.invokedAt - other.invokedAt)) {
    for (let earlier = acked[next]; earlier !== undefined && earlier.ackedAt < later.invokedAt; earlier = acked[next]) {
      if (earlier.seq > (highest?.seq ?? 0)) highest = earlier;
      next += 1;
    }
    if (highest !== undefined && highest.seq >= later.seq && highest !== later)
      violations.push({
        invariant: "I5",
        what: `was acknowledged as ${highest.seq}, ${tell(highest.attempt)}; later came, as ${later.seq}, ${tell(later.attempt)}`,
      });
  }
  return violations;
}

function inLane(lane: Timed[]): Violation[] {
  const inOrder = lane.toSorted((one, other) => one.invokedAt - other.invokedAt);
  return inOrder.flatMap((later, index) => {
    const earlier = inOrder[index - 1];
    if (earlier === undefined || earlier.seq < later.seq) return [];
    return [{ invariant: "I5", what: `one device sent, as ${earlier.seq}, ${tell(earlier.attempt)}; then, as ${later.seq}, ${tell(later.attempt)}` }];
  });
}
