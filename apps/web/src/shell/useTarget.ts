import { useMemo } from "react";
import { useRoute } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";

/**
 * A message that the address leads to. A new object each time that it is to be shown, also when it is the same message.
 * `focus`: it was asked for by keyboard, which goes there.
 */
export type Target = { seq: number; focus: boolean };

/** What a link to a message carries in the history entry. */
export type Visit = { focus: boolean };

/** The conversation in the address, and the message in it: /c/<conversation>/<seq>. */
export function useTarget(): { conversationId: string | undefined; target: Target | null } {
  const [, route] = useRoute("/c/:id/:seq?");
  // Another object after each navigation.
  const visit = useHistoryState<Visit | null>();
  const seq = route?.seq && /^[1-9]\d{0,14}$/.test(route.seq) ? Number(route.seq) : null;
  const target = useMemo(() => (seq === null ? null : { seq, focus: visit?.focus === true }), [seq, visit]);
  return { conversationId: route?.id, target };
}
