import { type Conversation, fromMessageId } from "@parley/protocol";
import { type TimelineView, useParley } from "@parley/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { showError } from "../shell/toasts.ts";
import type { Row } from "./toRows.ts";
import type { MessageScroll } from "./useMessageScroll.ts";

/** Where the list is to go: to its live end, or to a message that need not be loaded. */
type Goal = { to: "end" } | { to: number; align: "start" | "center" };

const flashMs = 1600;

type Options = { conversation: Conversation; rows: Row[]; timeline: TimelineView; scroll: MessageScroll; unreadFrom: number | null };

/** Takes the list to messages: on opening to the first unread one or the end, later to quoted ones and back. Loads what is missing on the way. */
export function useGoal({ conversation, rows, timeline, scroll, unreadFrom }: Options) {
  const { messages } = useParley();
  const [goal, setGoal] = useState<Goal | null>(unreadFrom === null ? { to: "end" } : { to: unreadFrom, align: "start" });
  const [flashingSeq, setFlashingSeq] = useState<number | null>(null);
  const askedFor = useRef<Goal | null>(null);
  const indexOf = (seq: number) => rows.findIndex(({ item }) => item.kind === "message" && item.message.seq === seq);

  useLayoutEffect(() => {
    if (goal === null || rows.length === 0) return;
    const index = goal.to === "end" ? rows.length - 1 : indexOf(goal.to);
    const isLoaded = goal.to === "end" ? !timeline.hasNewer : index !== -1;
    if (isLoaded) {
      if (goal.to === "end") scroll.showEnd();
      else scroll.showRow(index, goal.align);
      if (goal.to !== "end" && goal.align === "center") setFlashingSeq(goal.to);
      setGoal(null);
    } else if (askedFor.current !== goal && timeline.loading === null) {
      askedFor.current = goal;
      const load = goal.to === "end" ? messages.loadNewest(conversation.id) : messages.loadAround(conversation.id, goal.to);
      load.catch((error) => {
        showError(error);
        // What is there is better than nothing.
        scroll.showEnd();
        setGoal(null);
      });
    }
  });

  useEffect(() => {
    if (flashingSeq === null) return;
    const timer = setTimeout(() => setFlashingSeq(null), flashMs);
    return () => clearTimeout(timer);
  }, [flashingSeq]);

  return {
    flashingSeq,
    goTo: (messageId: string) => setGoal({ to: fromMessageId(messageId).seq, align: "center" }),
    goToEnd: () => setGoal({ to: "end" }),
    reload: () => void messages.loadNewest(conversation.id).catch(() => {}),
  };
}
