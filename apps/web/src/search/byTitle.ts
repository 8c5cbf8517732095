import { conversationTitle } from "@parley/client";
import type { Conversation } from "@parley/protocol";

/** Those first whose title begins with what was asked, then those whose title has it, then those found by a member's name; each as recent as before. */
export function byTitle(conversations: readonly Conversation[], query: string, meId: string): Conversation[] {
  const asked = query.toLocaleLowerCase();
  const distance = (conversation: Conversation) => {
    const at = conversationTitle(conversation, meId).toLocaleLowerCase().indexOf(asked);
    return at === -1 ? 2 : Math.min(at, 1);
  };
  return conversations.toSorted((a, b) => distance(a) - distance(b));
}
