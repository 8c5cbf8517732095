import { expect, test } from "vitest";
import { readDay, toDayOffers } from "./dayOffers.ts";

test.each([
  ["2026-03-14", "2026-03-14"],
  ["2026-3", "2026-03-01"],
  ["2026.03.", "2026-03-01"],
  ["2026", "2026-01-01"],
  ["2026-02-30", null],
  ["2026-13", null],
  ["0026", null],
  ["lunch", null],
])("%s is %s", (typed, day) => expect(readDay(typed)).toBe(day));

test("near days are offered until one types", () => {
  const now = new Date(2026, 2, 1, 12).getTime();
  expect(toDayOffers("", now)).toEqual(["2026-03-01", "2026-02-22", "2026-01-30", "2025-03-01"]);
  expect(toDayOffers("lu", now)).toEqual([]);
});
