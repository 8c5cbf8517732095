import { type Case, tell } from "../case.ts";
import type { Violation } from "../evidence.ts";

/** I1: what was acknowledged is stored, and in the hands of every fresh device whose user may read it. */
export function checkLosses({ sendings, conversations, views }: Case): Violation[] {
  const violations: Violation[] = [];
  const fresh = views.filter((view) => view.fresh);
  for (const { conversationId, attempts, clientId } of sendings) {
    const acked = attempts.find(({ outcome }) => outcome === "ok");
    if (acked === undefined) continue;
    const seq = acked.message?.seq;
    const stored = conversations.get(conversationId)?.messages.find((message) => message.clientId === clientId && message.senderId === acked.user);
    if (stored === undefined || (seq !== undefined && stored.seq !== seq)) {
      violations.push({ invariant: "I1", what: `was acknowledged${seq === undefined ? "" : ` as ${seq}`} and is not stored: ${tell(acked)}` });
      continue;
    }
    for (const { userId, present, firstSeq } of conversations.get(conversationId)?.members ?? []) {
      if (!present || stored.seq < firstSeq) continue;
      for (const view of fresh) {
        if (view.user !== userId) continue;
        const held = view.conversations[conversationId];
        if (held?.complete === false || held?.messages.some((message) => message.seq === stored.seq)) continue;
        violations.push({ invariant: "I1", what: `was acknowledged and a fresh device of ${userId} (${view.device}) does not get it: ${tell(acked)}` });
      }
    }
  }
  return violations;
}
