import type { Row } from "./toRows.ts";

/** The row of the last message up to a place in the conversation, else the first row. */
export function nearestRow(rows: readonly Row[], seq: number): number {
  return Math.max(
    0,
    rows.findLastIndex(({ item }) => item.kind === "message" && item.message.seq <= seq),
  );
}
