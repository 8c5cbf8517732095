import type { Case } from "../case.ts";
import { tell } from "../case.ts";
import type { Violation } from "../evidence.ts";

/** I3: everything that is stored was asked for, as it was asked for, and was not refused each time. */
export function checkPhantoms({ sendings, truth, attempts }: Case): Violation[] {
  const violations: Violation[] = [];
  const asked = new Map(sendings.map((sending) => [`${sending.conversationId}\n${sending.user}\n${sending.clientId}`, sending]));
  const edits = new Set(attempts.filter(({ kind }) => kind === "edit").map(({ conversationId, seq, text }) => `${conversationId}.${seq} ${text}`));
  for (const { id, messages } of truth) {
    for (const { type, seq, senderId, clientId, text, deleted } of messages) {
      if (type === "system") continue;
      const sending = asked.get(`${id}\n${senderId}\n${clientId}`);
      const [first] = sending?.attempts ?? [];
      if (sending === undefined || first === undefined) {
        violations.push({ invariant: "I3", what: `nobody sent message ${seq} of ${id} (${senderId}, clientId ${clientId})` });
        continue;
      }
      if (sending.attempts.every(({ outcome }) => outcome === "fail"))
        violations.push({ invariant: "I3", what: `was refused (${first.code}) and is stored as ${seq}: ${tell(first)}` });
      const wasAsked = sending.attempts.some((attempt) => !attempt.reused && attempt.text === text) || edits.has(`${id}.${seq} ${text}`);
      if (!deleted && !wasAsked) violations.push({ invariant: "I3", what: `is stored with a text that nobody gave, ${JSON.stringify(text)}: ${tell(first)}` });
    }
  }
  return violations;
}
