import { type Conversation, fromMessageId } from "@parley/protocol";
import { type TimelineView, useParley } from "@parley/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { showError, showNote } from "../shell/toasts.ts";
import type { Target } from "../shell/useTarget.ts";
import { nearestRow } from "./nearestRow.ts";
import type { Row } from "./toRows.ts";
import type { MessageScroll } from "./useMessageScroll.ts";

/** Where the list is to go: to its live end, or to a message that need not be loaded. `focus`: the keyboard goes with it. */
type Goal = { to: "end"; focus?: boolean } | { to: number; align: "start" | "center"; focus?: boolean };

const flashMs = 1600;

type Options = {
  conversation: Conversation;
  rows: Row[];
  timeline: TimelineView;
  scroll: MessageScroll;
  unreadFrom: number | null;
  target: Target | null;
  focusRow: (index: number) => void;
};

/**
 * Takes the list to messages: on opening to the one in the address, else to the first unread one, else to the end;
 * later to quoted and found ones and back. Loads what is missing on the way.
 */
export function useGoal({ conversation, rows, timeline, scroll, unreadFrom, target, focusRow }: Options) {
  const { messages } = useParley();
  const [goal, setGoal] = useState<Goal | null>(target ? toGoal(target) : unreadFrom === null ? { to: "end" } : { to: unreadFrom, align: "start" });
  const [loadedFor, setLoadedFor] = useState<Goal | null>(null);
  const [flashingSeq, setFlashingSeq] = useState<number | null>(null);
  const askedFor = useRef<Goal | null>(null);
  const shownTarget = useRef(target);
  /** Where one was before going to a target. */
  const origin = useRef<Goal | null>(null);
  const indexOf = (seq: number) => rows.findIndex(({ item }) => item.kind === "message" && item.message.seq === seq);

  useLayoutEffect(() => {
    if (target === shownTarget.current) return;
    shownTarget.current = target;
    if (target !== null) {
      origin.current ??= toPlace(rows, scroll);
      setGoal(toGoal(target));
    } else if (origin.current) {
      // The browser's way back.
      setGoal(origin.current);
      origin.current = null;
    }
  });

  useLayoutEffect(() => {
    // Opening a conversation loads its newest messages by itself.
    if (goal === null || (rows.length === 0 && askedFor.current === null)) return;
    const index = goal.to === "end" ? rows.length - 1 : indexOf(goal.to);
    const isThere = index !== -1 && (goal.to !== "end" || !timeline.hasNewer);
    if (isThere) arrive(goal, index);
    else if (goal.to !== "end" && loadedFor === goal) settleNear(goal.to, goal.align);
    else if (askedFor.current !== goal && timeline.loading === null) load(goal);
  });

  function arrive(there: Goal, index: number): void {
    if (there.to === "end") scroll.showEnd();
    else {
      scroll.showRow(index, there.align);
      if (there.align === "center") setFlashingSeq(there.to);
    }
    if (there.focus) focusRow(index);
    setGoal(null);
  }

  /** What is around the place is loaded, and it is not there: from before one joined, or no such message. */
  function settleNear(seq: number, align: "start" | "center"): void {
    if (align === "center") showNote(t("search.gone"));
    if (rows.length > 0) scroll.showRow(nearestRow(rows, seq), align);
    setGoal(rows.length > 0 ? null : { to: "end" });
  }

  function load(wanted: Goal): void {
    askedFor.current = wanted;
    const loading = wanted.to === "end" ? messages.loadNewest(conversation.id) : messages.loadAround(conversation.id, wanted.to);
    loading.then(
      () => setLoadedFor(wanted),
      (error) => {
        showError(error);
        // What is there is better than nothing.
        scroll.showEnd();
        setGoal(null);
      },
    );
  }

  useEffect(() => {
    if (flashingSeq === null) return;
    const timer = setTimeout(() => setFlashingSeq(null), flashMs);
    return () => clearTimeout(timer);
  }, [flashingSeq]);

  return {
    flashingSeq,
    goTo: (messageId: string, focus = false) => setGoal({ to: fromMessageId(messageId).seq, align: "center", focus }),
    goToEnd: (focus = false) => {
      origin.current = null;
      setGoal({ to: "end", focus });
    },
    reload: () => void messages.loadNewest(conversation.id).catch(() => {}),
  };
}

function toGoal({ seq, focus }: Target): Goal {
  return { to: seq, align: "center", focus };
}

/** Where the reader is now. */
function toPlace(rows: readonly Row[], { atBottom, virtualizer }: MessageScroll): Goal {
  const first = rows[virtualizer.range?.startIndex ?? -1];
  return atBottom || first?.item.kind !== "message" ? { to: "end" } : { to: first.item.message.seq, align: "start" };
}
