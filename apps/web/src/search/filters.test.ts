import { expect, test } from "vitest";
import { emptySearch, isFiltered, toQuestion, withFilter, withoutFilter, withoutTyped } from "./filters.ts";

test("nothing is asked before there is something to ask", () => {
  expect(toQuestion(emptySearch)).toBeNull();
  expect(toQuestion({ text: "  ", filters: [] })).toBeNull();
  expect(toQuestion({ text: "", filters: [{ name: "in", id: "c", label: "C" }] })).toBeNull();
  expect(toQuestion({ text: "from:", filters: [] })).toBeNull();
  expect(toQuestion({ text: 'bell in:"', filters: [] })).toEqual({ query: "bell" });
});

test("filters become fields, days the viewer's own midnights", () => {
  const search = { text: " bell ", filters: [] };
  const full = [
    { name: "from", id: "ada", label: "Ada" },
    { name: "has", kind: "image" },
    { name: "has", kind: "link" },
    { name: "after", day: "2026-02-01" },
    { name: "unread" },
  ] as const;
  expect(toQuestion(full.reduce(withFilter, search))).toEqual({
    query: "bell",
    from: "ada",
    has: ["image", "link"],
    after: new Date(2026, 1, 1).toISOString(),
    unread: true,
  });
});

test("a filter replaces its like; kinds stand beside each other", () => {
  const two = withFilter(withFilter(emptySearch, { name: "has", kind: "image" }), { name: "has", kind: "file" });
  expect(two.filters).toHaveLength(2);
  expect(withoutFilter(two, { name: "has", kind: "image" }).filters).toEqual([{ name: "has", kind: "file" }]);
  const other = withFilter(withFilter(two, { name: "from", id: "a", label: "A" }), { name: "from", id: "b", label: "B" });
  expect(other.filters.at(-1)).toEqual({ name: "from", id: "b", label: "B" });
  expect(other.filters).toHaveLength(3);
});

test("typed filters count, words with a colon do not", () => {
  expect(isFiltered({ text: "has:image", filters: [] })).toBe(true);
  expect(isFiltered({ text: "note: has it", filters: [] })).toBe(false);
});

test("without typed filters the words are left", () => {
  expect(withoutTyped('from:ada bell in:"Frame register"  rack has:')).toBe("bell rack");
});
