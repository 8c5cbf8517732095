import type { EventName, ParleyEvent } from "@parley/protocol";

const conversationEventNames = [
  "message.created",
  "message.edited",
  "message.deleted",
  "message.reacted",
  "message.pinned",
  "message.previewed",
  "conversation.created",
  "conversation.updated",
  "member.added",
  "member.removed",
  "member.updated",
  "membership.updated",
  "receipt.updated",
] as const satisfies EventName[];

/** What changes a held conversation, and so must wait its turn. */
export type ConversationEvent = Extract<ParleyEvent, { name: (typeof conversationEventNames)[number] }>;

export function isConversationEvent(event: ParleyEvent): event is ConversationEvent {
  return (conversationEventNames as readonly EventName[]).includes(event.name);
}

/** The conversation's rev that a durable event made; undefined for hints. */
export function revOf(event: ConversationEvent): number | undefined {
  return "rev" in event.payload ? event.payload.rev : undefined;
}
