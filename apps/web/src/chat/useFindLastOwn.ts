import type { Message } from "@parley/protocol";
import { useParley } from "@parley/react";
import { mayEdit } from "./permissions.ts";

/** Finds one's own last message that can be edited, among those loaded. */
export function useFindLastOwn(conversationId: string, meId: string): () => Message | undefined {
  const { store } = useParley();
  return () => store.getState().windows[conversationId]?.messages.findLast((message) => mayEdit(message, meId));
}
