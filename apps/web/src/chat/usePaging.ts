import type { TimelineView } from "@parley/react";
import { useEffect } from "react";

/** Rows away from an end at which the next page is asked for. */
const rowsAhead = 12;

type Range = { first: number; last: number; count: number };

/** Asks for older or newer messages when the rows in view come near an end of what is loaded. */
export function usePaging(ready: boolean, { first, last, count }: Range, timeline: TimelineView): void {
  const { hasOlder, hasNewer, loading, error, loadOlder, loadNewer } = timeline;
  useEffect(() => {
    if (!ready || loading !== null || error) return;
    if (hasOlder && first < rowsAhead) void loadOlder();
    else if (hasNewer && last >= count - rowsAhead) void loadNewer();
  }, [ready, loading, error, hasOlder, hasNewer, first, last, count, loadOlder, loadNewer]);
}
