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
