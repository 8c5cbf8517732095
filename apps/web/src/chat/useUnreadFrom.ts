import type { Conversation } from "@parley/protocol";
import { useEffect, useState } from "react";
import { useAttention } from "../shell/useAttention.ts";

/**
 * Where the unread divider stands: before the first message that was unread when the conversation was opened, or when
 * one looked away. It stays there while one reads. `clear` takes it down.
 */
export function useUnreadFrom(conversation: Conversation): { unreadFrom: number | null; clear: () => void } {
  const { unread, readSeq } = conversation.me;
  const [unreadFrom, setUnreadFrom] = useState(unread > 0 ? readSeq + 1 : null);
  const attentive = useAttention();
  const [seenSeq, setSeenSeq] = useState(conversation.lastSeq);

  useEffect(() => {
    if (attentive) setSeenSeq(conversation.lastSeq);
    else if (unread > 0 && conversation.lastSeq > seenSeq) setUnreadFrom(readSeq + 1);
  }, [attentive, conversation.lastSeq, unread, readSeq, seenSeq]);

  return { unreadFrom, clear: () => setUnreadFrom(null) };
}
