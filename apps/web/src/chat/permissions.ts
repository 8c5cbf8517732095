import type { Conversation, Message } from "@parley/protocol";

function isModerator(conversation: Conversation): boolean {
  return conversation.type === "group" && conversation.me.role !== "member";
}

function isPlain(message: Message): boolean {
  return message.deletedAt === null && message.type !== "system";
}

export function mayEdit(message: Message, meId: string): boolean {
  return isPlain(message) && message.sender.id === meId && message.text !== "";
}

export function mayDelete(message: Message, conversation: Conversation, meId: string): boolean {
  return isPlain(message) && (message.sender.id === meId || isModerator(conversation));
}

export function mayPin(message: Message, conversation: Conversation): boolean {
  return isPlain(message) && (conversation.type === "direct" || isModerator(conversation));
}
