import type { ParleyEvent } from "@parley/protocol";
import { type Case, tell } from "../case.ts";
import type { Violation } from "../evidence.ts";
import type { Heard } from "../history.ts";
import { intervalAt } from "../memberships.ts";

/** I13: nobody hears, holds or does (I21) anything in a conversation outside their membership. */
export function checkIsolation(opened: Case): Violation[] {
  const { heard, attempts, views, memberships, conversations } = opened;
  const violations: Violation[] = [];
  const told = new Set<string>();
  for (const each of heard) {
    const what = leak(opened, each);
    if (what === undefined || told.has(what)) continue;
    told.add(what);
    violations.push({ invariant: "I13", what });
  }
  for (const attempt of attempts) {
    const { outcome, message, conversationId, user, kind } = attempt;
    if (outcome !== "ok" || message === undefined) continue;
    if (kind === "edit" && intervalAt(memberships.get(conversationId), user, message.rev) === undefined)
      violations.push({ invariant: "I21", what: `was allowed to somebody who was no member at rev ${message.rev}: ${tell(attempt)}` });
  }
  for (const { id, messages } of conversations.values())
    for (const { seq, rev, senderId, type, changed } of messages)
      if (type !== "system" && !changed && intervalAt(memberships.get(id), senderId, rev) === undefined)
        violations.push({ invariant: "I21", what: `message ${seq} of ${id} was sent by ${senderId}, who was no member then` });
  for (const view of views)
    for (const [id, { messages }] of Object.entries(view.conversations)) {
      const firstSeq = conversations.get(id)?.members.find(({ userId }) => userId === view.user)?.firstSeq ?? Number.POSITIVE_INFINITY;
      const early = messages.find(({ seq }) => seq < firstSeq);
      if (early !== undefined) violations.push({ invariant: "I13", what: `${view.device} holds message ${early.seq} of ${id}, from before ${firstSeq}` });
    }
  return violations;
}

/**
 * An event belongs to its newest part: after a crash old changes are told
 * again, as they are now, to those who are members now.
 */
function leak({ memberships, conversations, attempts }: Case, { at, device, user, event }: Heard): string | undefined {
  const position = positionOf(event);
  if (position === undefined) return undefined;
  const { conversationId, rev, seq } = position;
  const intervals = memberships.get(conversationId)?.get(user) ?? [];
  const current = intervals.findLast(({ fromRev, fromSeq }) => (rev === undefined ? fromSeq <= seq : fromRev <= rev));
  const isIn = current !== undefined && (rev === undefined ? seq <= current.toSeq : rev <= current.toRev);
  const cameLater = intervals.find(({ fromRev, fromSeq }) => (rev === undefined ? fromSeq > seq : fromRev > rev));
  const wasInvited =
    cameLater !== undefined &&
    attempts.some(({ kind, otherId, invokedAt, conversationId: id }) => kind === "addMember" && otherId === user && id === conversationId && invokedAt < at);
  if (!isIn && !wasInvited) return `${device} of ${user} heard ${event.name} of ${conversationId} at rev ${rev ?? "?"}, seq ${seq}, and was no member then`;
  const isLate = conversations.get(conversationId)?.history === "since_join";
  const from = current?.fromSeq ?? 1;
  if (isLate && isIn && current.fromRev > 0 && "message" in event.payload && event.payload.message.seq < from)
    return `${device} of ${user} heard of message ${event.payload.message.seq} of ${conversationId}, and may read from ${from}`;
  return undefined;
}

/** Receipts have no rev; their marks tell the least that must have been. */
function positionOf(event: ParleyEvent): { conversationId: string; rev: number | undefined; seq: number } | undefined {
  const { payload } = event;
  if (event.name === "receipt.updated") {
    const { conversationId, readSeq, deliveredSeq } = event.payload;
    return { conversationId, rev: undefined, seq: Math.max(readSeq, deliveredSeq) };
  }
  if (!("rev" in payload)) return undefined;
  const inner = "message" in payload ? payload.message.rev : "conversation" in payload ? payload.conversation.rev : 0;
  return { conversationId: payload.conversationId, rev: Math.max(payload.rev, inner), seq: "message" in payload ? payload.message.seq : 0 };
}
