import { expect, test } from "vitest";
import type { Search } from "./filters.ts";
import { addRecent, parseRecent } from "./recentSearches.ts";

const words = (...texts: string[]): Search[] => texts.map((text) => ({ text, filters: [] }));

test("the newest stands first, a few are kept", () => {
  const kept = ["a", "b", "c", "d", "e", "f", "g"].reduce<Search[]>((all, text) => addRecent(all, { text, filters: [] }), words());
  expect(kept.map(({ text }) => text)).toEqual(["g", "f", "e", "d", "c", "b"]);
});

test("a search replaces the same one and the one that it continues, unless the filters differ", () => {
  expect(addRecent(words("bell", "be", "rack"), { text: "Bell ", filters: [] })).toEqual(words("Bell", "rack"));
  expect(addRecent(words("bell"), { text: "bell", filters: [{ name: "unread" }] })).toHaveLength(2);
});

test("what is not ours is nothing", () => {
  for (const raw of ["", "{", "7", '{"text":"a"}', '[{"text":1,"filters":[]}]', '[{"text":"a","filters":[null]}]']) expect(parseRecent(raw)).toEqual([]);
  expect(parseRecent(JSON.stringify(words("a")))).toEqual(words("a"));
});
