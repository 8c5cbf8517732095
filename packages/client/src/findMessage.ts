import { fromMessageId, type Message } from "@parley/protocol";
import type { ParleyState } from "./state.ts";

/** A message that is loaded or quoted; undefined when it is neither. */
export function findMessage(state: ParleyState, messageId: string): Message | undefined {
  const { conversationId, seq } = fromMessageId(messageId);
  const window = state.windows[conversationId];
  const first = window?.messages[0];
  if (!window || !first) return undefined;
  return window.messages[seq - first.seq] ?? window.quoted[messageId];
}
