import type { Conversation } from "@parley/protocol";
import { useParley } from "@parley/react";
import { useEffect } from "react";
import { useAttention } from "../shell/useAttention.ts";
import type { Row } from "./toRows.ts";

/** Marks as read what is in view while somebody looks: nothing below the fold, nothing in a hidden or unfocused window. */
export function useMarkRead(conversation: Conversation, lastVisible: Row | undefined): void {
  const parley = useParley();
  const attentive = useAttention();
  const seq = lastVisible?.item.kind === "message" ? lastVisible.item.message.seq : null;
  const { readSeq } = conversation.me;
  useEffect(() => {
    if (attentive && seq !== null && seq > readSeq) parley.markRead(conversation.id, seq);
  }, [parley, attentive, conversation.id, seq, readSeq]);
}
