import { type Case, tell } from "../case.ts";
import type { Violation } from "../evidence.ts";
import type { Attempt } from "../history.ts";

/** I11: marks only move forward, and unread is what a recount gives. */
export function checkMarks({ attempts, conversations, truth, views, heard }: Case): Violation[] {
  const violations: Violation[] = [];
  const reads = attempts.filter((attempt) => attempt.kind === "read" && attempt.outcome === "ok");
  for (const made of Map.groupBy(reads, ({ conversationId, user }) => `${conversationId} ${user}`).values()) {
    violations.push(...goingBack(made));
    for (const read of made) {
      const member = conversations.get(read.conversationId)?.members.find(({ userId }) => userId === read.user);
      if (member === undefined || member.readSeq >= (read.readSeq ?? 0)) continue;
      violations.push({ invariant: "I11", what: `was marked as read up to ${read.readSeq}, and ${member.readSeq} is stored: ${tell(read)}` });
    }
  }
  for (const { device, event } of heard) {
    if (event.name !== "receipt.updated") continue;
    const { conversationId, userId, readSeq, deliveredSeq } = event.payload;
    const member = conversations.get(conversationId)?.members.find((each) => each.userId === userId);
    if (member !== undefined && (member.readSeq < readSeq || member.deliveredSeq < deliveredSeq))
      violations.push({ invariant: "I11", what: `${device} heard marks of ${userId} in ${conversationId} that are ahead of the stored ones` });
  }
  for (const { id, lastSeq, members } of truth)
    for (const { userId, readSeq, deliveredSeq } of members)
      if (readSeq > lastSeq || deliveredSeq < readSeq)
        violations.push({ invariant: "I11", what: `${userId} has read up to ${readSeq}, received up to ${deliveredSeq} of ${lastSeq} in ${id}` });

  for (const view of views) {
    const own = truth.flatMap(({ id, lastSeq, members }) => {
      const member = members.find(({ userId, present }) => userId === view.user && present);
      return member === undefined ? [] : [{ id, unread: lastSeq - member.readSeq }];
    });
    for (const { id, unread } of own) {
      const held = view.conversations[id];
      if (held !== undefined && held.conversation.me.unread !== unread)
        violations.push({ invariant: "I11", what: `${view.device} shows ${held.conversation.me.unread} unread in ${id}; a recount gives ${unread}` });
    }
    const messages = own.reduce((sum, { unread }) => sum + unread, 0);
    if (view.unread !== null && view.unread.messages !== messages)
      violations.push({ invariant: "I11", what: `${view.device} shows ${view.unread.messages} unread in all; a recount gives ${messages}` });
  }
  return violations;
}

function goingBack(reads: Attempt[]): Violation[] {
  return reads.flatMap((read) => {
    const earlier = reads.find((other) => other.endedAt < read.invokedAt && (other.readSeq ?? 0) > (read.readSeq ?? 0));
    return earlier === undefined ? [] : [{ invariant: "I11", what: `the mark went from ${earlier.readSeq} back to ${read.readSeq}: ${tell(read)}` }];
  });
}
