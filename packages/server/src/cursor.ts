import { fail } from "@parley/protocol";
import type { z } from "zod";

/** Cursors are opaque to clients: the sort key of the last row, as base64url JSON. */
export function toCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Throws `invalid_cursor` unless it holds such a key. */
export function fromCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw fail("invalid_cursor");
  }
}

/** From rows read with a limit one higher: the row too many only tells that there is a next page. */
export function toPage<Row>(rows: Row[], limit: number, keyOf: (row: Row) => unknown): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last !== undefined ? toCursor(keyOf(last)) : null };
}
