import type { Conversation } from "@parley/protocol";

/** How far one's own last message has come, by the marks of the members that the list knows. */
export function toLastStatus(conversation: Conversation, meId: string): "sent" | "delivered" | "read" {
  const others = conversation.members.filter((member) => member.leftAt === null && member.user.id !== meId);
  if (others.length === 0 || others.length < conversation.memberCount - 1) return "sent";
  if (others.every((member) => member.readSeq >= conversation.lastSeq)) return "read";
  return others.every((member) => member.deliveredSeq >= conversation.lastSeq) ? "delivered" : "sent";
}
