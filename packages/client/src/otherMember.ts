import type { Conversation, Member } from "@parley/protocol";

/** The other one of a direct conversation; undefined in groups. */
export function otherMember(conversation: Pick<Conversation, "type" | "members">, meId: string): Member | undefined {
  if (conversation.type !== "direct") return undefined;
  return conversation.members.find((member) => member.user.id !== meId);
}
