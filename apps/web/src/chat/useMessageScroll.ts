import type { TimelineView } from "@parley/react";
import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { usePresent } from "../shell/usePresent.ts";
import { bottomPx } from "./isAtEnd.ts";
import { toEstimate } from "./toEstimate.ts";
import type { Row } from "./toRows.ts";
import { useComeBack } from "./useComeBack.ts";
import { useKeepEnd } from "./useKeepEnd.ts";
import { usePaging } from "./usePaging.ts";

type MessageVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** How long the virtualizer may correct its aim while rows are measured; pages that arrive meanwhile would mislead it. */
const aimMs = 200;
/** A message is in view when this much of it is. */
const inViewPx = 40;

export type MessageScroll = {
  virtualizer: MessageVirtualizer;
  atBottom: boolean;
  /** The list has been taken to where it opens; before that nothing is shown. */
  settled: boolean;
  /** The last row that is in view, -1 for none. */
  lastVisible: number;
  showRow: (index: number, align: "start" | "center") => void;
  showEnd: () => void;
};

type Options = {
  rows: Row[];
  timeline: TimelineView;
  viewport: RefObject<HTMLDivElement | null>;
  /** The row that stays in the page wherever the list goes. */
  keptKey: string | null;
};

/**
 * The window over the messages. Keeps its place when older pages arrive; follows new messages only while it is at the
 * bottom and somebody is there; asks for more near its ends.
 */
export function useMessageScroll({ rows, timeline, viewport, keptKey }: Options): MessageScroll {
  const [settled, setSettled] = useState(false);
  const [aim, setAim] = useState(0);
  const [atBottom, setAtBottom] = useState(true);
  const present = usePresent();

  // News is what comes to a list that was at its live end already, with somebody there: not a page of history, nor what was missed.
  const wasWatched = useRef(false);
  const keptIndex = keptKey === null ? -1 : rows.findIndex(({ item }) => item.key === keptKey);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => viewport.current,
    getItemKey: useCallback((index: number) => rows[index]?.item.key ?? index, [rows]),
    estimateSize: (index) => toEstimate(rows[index]),
    anchorTo: "end",
    followOnAppend: wasWatched.current && present,
    scrollEndThreshold: bottomPx,
    overscan: 6,
    rangeExtractor: useCallback((range: Range) => withIndex(defaultRangeExtractor(range), keptIndex), [keptIndex]),
    paddingStart: 16,
    paddingEnd: 12,
    useFlushSync: false,
    onChange: (instance) => setAtBottom(instance.isAtEnd(bottomPx)),
  });
  // The default leaves rows that change above the view uncorrected while one scrolls up; there they would move what one reads.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _, { itemSizeCache, scrollOffset }) =>
    (itemSizeCache.has(item.key) ? item.end : item.start + 1) <= (scrollOffset ?? 0);
  useEffect(() => {
    wasWatched.current = !timeline.hasNewer && present;
  });

  const move = useCallback((run: () => void) => {
    run();
    setSettled(true);
    setAim((before) => before + 1);
  }, []);
  useEffect(() => {
    if (aim === 0) return;
    const timer = setTimeout(() => setAim(0), aimMs);
    return () => clearTimeout(timer);
  }, [aim]);
  const showEnd = useCallback(() => move(() => virtualizer.scrollToEnd()), [move, virtualizer]);
  const showRow = useCallback((index: number, align: "start" | "center") => move(() => virtualizer.scrollToIndex(index, { align })), [move, virtualizer]);

  const resting = settled && aim === 0;
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
  useKeepEnd(
    viewport,
    useCallback(() => virtualizer.scrollToEnd(), [virtualizer]),
  );
  useComeBack({ present, settled, rows, viewport, showRow, showEnd });
  usePaging(resting, { first: startIndex, last: endIndex, count: rows.length }, timeline);

  return {
    virtualizer,
    atBottom: atBottom && !timeline.hasNewer,
    settled,
    lastVisible: resting ? findLastVisible(virtualizer) : -1,
    showRow,
    showEnd,
  };
}

function withIndex(indexes: number[], kept: number): number[] {
  return kept === -1 || indexes.includes(kept) ? indexes : [...indexes, kept].sort((a, b) => a - b);
}

function findLastVisible(virtualizer: MessageVirtualizer): number {
  const end = (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0);
  return virtualizer.getVirtualItems().findLast((item) => item.start + Math.min(item.size, inViewPx) <= end)?.index ?? -1;
}
