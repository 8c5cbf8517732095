import { describe, expect, test } from "vitest";
import { cut, toMarks, toPieces, toWholeRanges } from "./marks.ts";

const shown = (text: string, ranges: { start: number; end: number }[]) => ranges.map(({ start, end }) => text.slice(start, end));

describe("whole characters", () => {
  test.each([
    ["a vowel sign stays with its consonant", "किताब", 0, 1, "कि"],
    ["a conjunct is not torn", "नमस्ते", 0, 4, "नमस्ते"],
    ["an Arabic letter keeps its mark", "سَلام", 0, 1, "سَ"],
    ["an emoji family stays together", "hi 👩‍👧", 3, 5, "👩‍👧"],
    ["Latin letters are as asked", "workshop", 0, 4, "work"],
  ])("%s", (_, text, start, end, whole) => expect(shown(text, toWholeRanges(text, [{ start, end }]))).toEqual([whole]));

  test("ranges come in order and without overlap, empty ones not at all", () => {
    const ranges = toWholeRanges("abcdef", [
      { start: 3, end: 5 },
      { start: 0, end: 1 },
      { start: 4, end: 6 },
      { start: 2, end: 2 },
    ]);
    expect(ranges).toEqual([
      { start: 0, end: 1 },
      { start: 3, end: 6 },
    ]);
  });
});

test("the pieces of a text are the text again", () => {
  const pieces = cut("one two one", [
    { start: 0, end: 3 },
    { start: 8, end: 11 },
  ]);
  expect(pieces).toEqual([
    { text: "one", hit: true },
    { text: " two ", hit: false },
    { text: "one", hit: true },
  ]);
  expect(cut("one two", [{ start: 0, end: 7 }], 2, 5)).toEqual([{ text: "e t", hit: true }]);
});

describe("marks in a whole message", () => {
  const snippet = [
    { text: "the ", hit: false },
    { text: "chain", hit: true },
  ];
  test("are where the snippet says, and where the same word stands again, not inside of another", () => {
    const text = "the chain, a Chain, chains";
    expect(toMarks(text, snippet)).toEqual([
      { start: 4, end: 9 },
      { start: 13, end: 18 },
    ]);
  });
  test("are none when the text was edited meanwhile", () => expect(toMarks("the brake", snippet)).toEqual([]));
  test("are found without spaces in scripts that have none", () => {
    expect(
      shown(
        "修自行车和自行车店",
        toMarks("修自行车和自行车店", [
          { text: "修", hit: false },
          { text: "自行车", hit: true },
        ]),
      ),
    ).toEqual(["自行车", "自行车"]);
  });
});

test("a snippet has dots where the text goes on, and ends with a whole character", () => {
  const text = "पहिलो नमस्ते साथी";
  const snippet = [
    { text: "नमस्ते", hit: true },
    { text: " सा".slice(0, 2), hit: false },
  ];
  expect(toPieces(text, snippet)).toEqual([
    { text: "…", hit: false },
    { text: "नमस्ते", hit: true },
    { text: " सा", hit: false },
    { text: "…", hit: false },
  ]);
});

test("a snippet comes to its hit soon", () => {
  const latin = `${"some words before ".repeat(5)}needle`;
  const [dots, lead] = toPieces(latin, [
    { text: latin.slice(0, -6), hit: false },
    { text: "needle", hit: true },
  ]);
  expect(dots?.text).toBe("…");
  expect(lead?.text).toBe("words before some words before ");
  const chinese = `${"车灯满一百个每个再减一元".repeat(4)}铃铛`;
  const pieces = toPieces(chinese, [
    { text: chinese.slice(0, -2), hit: false },
    { text: "铃铛", hit: true },
  ]);
  expect(pieces[1]?.text).toHaveLength(16);
  expect(pieces[2]).toEqual({ text: "铃铛", hit: true });
});
