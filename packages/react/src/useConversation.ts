import type { Conversation, ParleyError } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useParley } from "./ParleyProvider.tsx";
import { useParleyState } from "./useParleyState.ts";

export type ConversationView = {
  /** undefined while it loads, when there is no such thing, and after one has left or was removed. */
  conversation: Conversation | undefined;
  /** Why it could not be opened: `not_found`, or `unavailable` while offline (it loads by itself later). */
  error: ParleyError | null;
};

/** Opens a conversation and follows it. `undefined` opens nothing. */
export function useConversation(conversationId: string | undefined): ConversationView {
  const parley = useParley();
  const conversation = useParleyState((state) => (conversationId === undefined ? undefined : state.conversations[conversationId]));
  const [failed, setFailed] = useState<{ conversationId: string; error: ParleyError } | null>(null);

  useEffect(() => {
    if (conversationId === undefined) return;
    let current = true;
    parley.conversations.open(conversationId).then(
      () => current && setFailed(null),
      (error: ParleyError) => current && setFailed({ conversationId, error }),
    );
    return () => {
      current = false;
    };
  }, [parley, conversationId]);

  const error = !conversation && failed?.conversationId === conversationId ? (failed?.error ?? null) : null;
  return { conversation, error };
}
