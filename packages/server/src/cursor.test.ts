import { expectRefusal } from "@parley/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { fromCursor, toCursor, toPage } from "./cursor.ts";

const key = z.tuple([z.boolean(), z.string(), z.number()]);

test("S35 what is not a cursor of this list is refused, whatever it is", async () => {
  const read = async (cursor: string) => fromCursor(cursor, key);
  for (const cursor of ["", "%", "bm9wZQ", toCursor(null), toCursor({}), toCursor([true, "x"]), toCursor(["x", true, 1])])
    await expectRefusal(read(cursor), "invalid_cursor");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
      await expectRefusal(read(text), "invalid_cursor");
    }),
  );
});

test("a cursor gives back the key that it was made of, and is safe in a query", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.string({ unit: "grapheme" }), fc.integer(), (...given) => {
      const cursor = toCursor(given);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(fromCursor(cursor, key)).toEqual(given);
    }),
  );
});

test("a page promises a next one exactly if there is a row more", () => {
  const page = (count: number) =>
    toPage(
      Array.from({ length: count }, (_, index) => index),
      3,
      (row) => row,
    );
  expect(page(0)).toEqual({ page: [], nextCursor: null });
  expect(page(3)).toEqual({ page: [0, 1, 2], nextCursor: null });
  expect(page(4)).toEqual({ page: [0, 1, 2], nextCursor: toCursor(2) });
});
