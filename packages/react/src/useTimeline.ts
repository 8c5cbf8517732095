import { type MessageWindow, type TimelineItem, timeline } from "@parley/client";
import type { Message, ParleyError } from "@parley/protocol";
import { useCallback } from "react";
import { useParley } from "./ParleyProvider.tsx";
import { useParleyState } from "./useParleyState.ts";

const nothing: Record<string, Message> = {};

export type TimelineView = {
  /** Loaded messages, oldest first, then what is being sent. */
  items: TimelineItem[];
  /** What these reply to, by message id, as far as known. */
  quoted: Record<string, Message>;
  hasOlder: boolean;
  hasNewer: boolean;
  /** Which part is being loaded. */
  loading: MessageWindow["loading"];
  error: ParleyError | null;
  /** Never rejects; see `error`. */
  loadOlder: () => Promise<void>;
  /** Never rejects; see `error`. */
  loadNewer: () => Promise<void>;
};

/** What a conversation shows. `useConversation` opens it. */
export function useTimeline(conversationId: string): TimelineView {
  const parley = useParley();
  const items = useParleyState((state) => timeline(state, conversationId));
  const window = useParleyState((state) => state.windows[conversationId]);
  const loadOlder = useCallback(() => parley.messages.loadOlder(conversationId).catch(() => {}), [parley, conversationId]);
  const loadNewer = useCallback(() => parley.messages.loadNewer(conversationId).catch(() => {}), [parley, conversationId]);
  return {
    items,
    quoted: window?.quoted ?? nothing,
    hasOlder: window?.hasOlder ?? false,
    hasNewer: window?.hasNewer ?? false,
    loading: window?.loading ?? null,
    error: window?.error ?? null,
    loadOlder,
    loadNewer,
  };
}
