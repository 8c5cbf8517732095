import { expect, test } from "vitest";
import type { Source } from "./document.ts";
import { isAfter, rank } from "./rank.ts";

const at = "2026-01-01T00:00:00.000Z";
const found = (seq: number) => ({
  source: { conversation_id: "c", seq, created_at: at } as Source,
  match: { relevance: 1, ranges: [] },
});

test("messages of one millisecond are in the order of their seq, 10 above 9, and a page goes on below", () => {
  const ranked = rank([found(9), found(10), found(2)], Date.parse(at));
  expect(ranked.map(({ source }) => source.seq)).toEqual([10, 9, 2]);
  const [ten, nine] = ranked.map(({ position }) => position);
  expect([isAfter(nine as never, ten as never), isAfter(ten as never, nine as never), isAfter(ten as never, ten as never)]).toEqual([true, false, false]);
});
