import type { Conversation } from "@parley/protocol";
import { otherMember } from "./otherMember.ts";

/** What to call a conversation: its title, the other person's name, or the names of its first members. "" when there is none of these. */
export function conversationTitle(conversation: Pick<Conversation, "type" | "title" | "members">, meId: string): string {
  if (conversation.title) return conversation.title;
  if (conversation.type === "direct") return otherMember(conversation, meId)?.user.name ?? "";
  const names = conversation.members.filter((member) => member.leftAt === null && member.user.id !== meId).map((member) => member.user.name);
  return names.join(", ");
}
