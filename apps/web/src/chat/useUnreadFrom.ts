import type { Conversation } from "@parley/protocol";
import { useEffect, useRef, useState } from "react";
import { useAttention } from "../shell/useAttention.ts";

/**
 * Where the unread divider stands: before the first message that was unread when the conversation was opened, or when
 * one looked away. It stays there while one reads. `clear` takes it down.
 */
export function useUnreadFrom(conversation: Conversation): { unreadFrom: number | null; clear: () => void } {
  const { lastSeq, me } = conversation;
  const [unreadFrom, setUnreadFrom] = useState(me.unread > 0 ? me.readSeq + 1 : null);
  const attentive = useAttention();
  const wasAttentive = useRef(attentive);
  const seenSeq = useRef(lastSeq);

  useEffect(() => {
    // What is caught up after an absence may come in the same moment as the return from it.
    const away = !attentive || !wasAttentive.current;
    if (away && me.unread > 0 && lastSeq > seenSeq.current) setUnreadFrom(me.readSeq + 1);
    if (attentive) seenSeq.current = lastSeq;
    wasAttentive.current = attentive;
  }, [attentive, lastSeq, me.unread, me.readSeq]);

  return { unreadFrom, clear: () => setUnreadFrom(null) };
}
