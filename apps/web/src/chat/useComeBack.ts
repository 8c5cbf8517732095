import { type RefObject, useEffect, useRef, useState } from "react";
import { isAtEnd } from "./isAtEnd.ts";
import type { Row } from "./toRows.ts";

type Options = {
  /** Somebody is there, and what is shown is live. */
  present: boolean;
  settled: boolean;
  rows: Row[];
  viewport: RefObject<HTMLElement | null>;
  showRow: (index: number, align: "start") => void;
  showEnd: () => void;
};

/** Whoever was at the end when they left, or lost the connection, comes back to the first message that they missed. */
export function useComeBack({ present, settled, rows, viewport, showRow, showEnd }: Options): void {
  const leftAtEnd = useRef(false);
  const wasSettled = useRef(settled);
  wasSettled.current = settled;
  // One rendering later, when the unread divider stands where it belongs.
  const [returning, setReturning] = useState(false);

  useEffect(() => {
    if (present) setReturning(leftAtEnd.current);
    else leftAtEnd.current = wasSettled.current && isAtEnd(viewport.current);
  }, [present, viewport]);

  useEffect(() => {
    if (!returning) return;
    setReturning(false);
    const unread = rows.findIndex((row) => row.opensUnread);
    if (unread >= 0) showRow(unread, "start");
    else showEnd();
  }, [returning, rows, showRow, showEnd]);
}
