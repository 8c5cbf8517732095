import { type ConversationEvent, revOf } from "./conversationEvent.ts";

/** Splits what waits for a conversation that is complete up to `rev`: what to apply next, and what must still wait. Duplicates are gone. */
export function nextEvent(waiting: ConversationEvent[], rev: number): { next: ConversationEvent | undefined; waiting: ConversationEvent[] } {
  const relevant = waiting.filter((event) => (revOf(event) ?? rev + 1) > rev);
  const next = relevant.find((event) => (revOf(event) ?? rev + 1) === rev + 1);
  return { next, waiting: next ? relevant.filter((event) => event !== next) : relevant };
}

/** The one removal that ends membership: it counts at once, whatever else is missing. */
export function isRemovalOf(userId: string | undefined, event: ConversationEvent): boolean {
  return event.name === "member.removed" && event.payload.userId === userId;
}
