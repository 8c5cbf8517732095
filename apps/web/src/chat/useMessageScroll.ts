import type { TimelineView } from "@parley/react";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { usePresent } from "../shell/usePresent.ts";
import { toEstimate } from "./toEstimate.ts";
import type { Row } from "./toRows.ts";

/** Still counts as the bottom: less than a line of text. */
const bottomPx = 48;
/** Rows away from an end at which the next page is asked for. */
const rowsAhead = 12;
/** How long the virtualizer may correct its aim once rows are measured; pages that arrive meanwhile would mislead it. */
const aimMs = 200;

export type MessageScroll = {
  virtualizer: Virtualizer<HTMLDivElement, HTMLDivElement>;
  atBottom: boolean;
  /** The list has been taken to where it opens; before that nothing is shown. */
  settled: boolean;
  /** The last row that is in view, -1 for none. */
  lastVisible: number;
  showRow: (index: number, align: "start" | "center") => void;
  showEnd: () => void;
};

type Options = { rows: Row[]; timeline: TimelineView; viewport: RefObject<HTMLDivElement | null> };

/**
 * The window over the messages. Keeps its place when older pages arrive; follows new messages only while it is at the
 * bottom and somebody is there; asks for more near its ends.
 */
export function useMessageScroll({ rows, timeline, viewport }: Options): MessageScroll {
  const [settled, setSettled] = useState(false);
  const [aiming, setAiming] = useState(0);
  const [atBottom, setAtBottom] = useState(true);
  const present = usePresent();
  const { hasOlder, hasNewer, loading, error, loadOlder, loadNewer } = timeline;

  // What loadNewer appends is history: only what comes to a list that was at its live end is news.
  const wasLive = useRef(!hasNewer);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => viewport.current,
    getItemKey: useCallback((index: number) => rows[index]?.item.key ?? index, [rows]),
    estimateSize: (index) => toEstimate(rows[index]),
    anchorTo: "end",
    followOnAppend: wasLive.current && present,
    scrollEndThreshold: bottomPx,
    overscan: 6,
    paddingStart: 16,
    paddingEnd: 12,
    useFlushSync: false,
    onChange: (instance) => setAtBottom(instance.isAtEnd(bottomPx)),
  });
  useEffect(() => {
    wasLive.current = !hasNewer;
  });

  const command = useCallback((run: () => void) => {
    run();
    setSettled(true);
    setAiming((before) => before + 1);
  }, []);
  useEffect(() => {
    if (aiming === 0) return;
    const timer = setTimeout(() => setAiming(0), aimMs);
    return () => clearTimeout(timer);
  }, [aiming]);
  const showEnd = useCallback(() => command(() => virtualizer.scrollToEnd()), [command, virtualizer]);
  const showRow = useCallback((index: number, align: "start" | "center") => command(() => virtualizer.scrollToIndex(index, { align })), [command, virtualizer]);

  // Whoever was at the bottom when they left comes back to the first message that they missed.
  const leftAtBottom = useRef(false);
  const unreadRow = rows.findIndex((row) => row.opensUnread);
  useEffect(() => {
    if (!present) leftAtBottom.current = virtualizer.isAtEnd(bottomPx);
  }, [present, virtualizer]);
  useEffect(() => {
    if (!present || !leftAtBottom.current) return;
    leftAtBottom.current = false;
    if (unreadRow > 0) showRow(unreadRow, "start");
    else showEnd();
  }, [present, unreadRow, showRow, showEnd]);

  // The keyboard opens, the composer grows: who was at the bottom stays there.
  const atBottomNow = useRef(true);
  atBottomNow.current = atBottom && settled;
  useEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const observer = new ResizeObserver(() => atBottomNow.current && virtualizer.scrollToEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, [viewport, virtualizer]);

  const first = virtualizer.range?.startIndex ?? 0;
  const last = virtualizer.range?.endIndex ?? -1;
  useEffect(() => {
    if (!settled || aiming > 0 || loading !== null || error) return;
    if (hasOlder && first < rowsAhead) void loadOlder();
    else if (hasNewer && last >= rows.length - rowsAhead) void loadNewer();
  }, [settled, aiming, loading, error, hasOlder, hasNewer, first, last, rows.length, loadOlder, loadNewer]);

  return { virtualizer, atBottom: atBottom && !hasNewer, settled, lastVisible: settled && aiming === 0 ? findLastVisible(virtualizer) : -1, showRow, showEnd };
}

/** A row is in view when the beginning of its text is. */
function findLastVisible(virtualizer: Virtualizer<HTMLDivElement, HTMLDivElement>): number {
  const end = (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0);
  return virtualizer.getVirtualItems().findLast((item) => item.start + Math.min(item.size, 40) <= end)?.index ?? -1;
}
