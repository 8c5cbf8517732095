import type { Snippet } from "@parley/protocol";

/** From `start` up to `end`, in UTF-16 units. */
export type Range = { start: number; end: number };
export type Piece = { text: string; hit: boolean };

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wordCharacter = /[\p{L}\p{M}\p{N}]/u;
/** Words are not set apart in these. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Grown to whole characters as readers count them (a mark inside a Devanagari cluster would tear it), in order, without overlap. */
export function toWholeRanges(text: string, ranges: readonly Range[]): Range[] {
  const whole: Range[] = [];
  const segments = graphemes.segment(text);
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const first = segments.containing(start);
    const last = segments.containing(end - 1);
    if (!first || !last || end <= start) continue;
    const grown = { start: first.index, end: last.index + last.segment.length };
    const before = whole.at(-1);
    if (before && grown.start <= before.end) before.end = Math.max(before.end, grown.end);
    else whole.push(grown);
  }
  return whole;
}

/** The text from `from` up to `to` as pieces inside and outside of the ranges. */
export function cut(text: string, ranges: readonly Range[], from = 0, to = text.length): Piece[] {
  const pieces: Piece[] = [];
  const push = (start: number, end: number, hit: boolean) => {
    if (end > start) pieces.push({ text: text.slice(start, end), hit });
  };
  let at = from;
  for (const { start, end } of ranges) {
    if (end <= at || start >= to) continue;
    push(at, Math.max(start, at), false);
    push(Math.max(start, at), Math.min(end, to), true);
    at = Math.min(end, to);
  }
  push(at, to, false);
  return pieces;
}

/** Where a snippet is in its text; null when the text has changed since. */
function place(text: string, snippet: Snippet): Range | null {
  const shown = snippet.map((segment) => segment.text).join("");
  const start = text.indexOf(shown);
  return start === -1 ? null : { start, end: start + shown.length };
}

/** What was found in a text: what its snippet marks, and the same words in the rest of it. */
export function toMarks(text: string, snippet: Snippet): Range[] {
  const inside = place(text, snippet);
  if (!inside) return [];
  const found: Range[] = [];
  let at = inside.start;
  for (const segment of snippet) {
    if (segment.hit) found.push({ start: at, end: at + segment.text.length });
    at += segment.text.length;
  }
  const words = new Set(snippet.flatMap((segment) => (segment.hit ? segment.text : [])));
  for (const word of words) found.push(...findWord(text, word).filter(({ start, end }) => end <= inside.start || start >= inside.end));
  return toWholeRanges(text, found);
}

function findWord(text: string, word: string): Range[] {
  const ranges: Range[] = [];
  const [haystack, needle] = [text.toLowerCase(), word.toLowerCase()];
  // Some letters change their length with their case; then places would not match.
  if (haystack.length !== text.length || needle === "") return ranges;
  for (let start = haystack.indexOf(needle); start !== -1; start = haystack.indexOf(needle, start + needle.length)) {
    const end = start + needle.length;
    const apart = !wordCharacter.test(text[start - 1] ?? "") && !wordCharacter.test(text[end] ?? "");
    if (apart || unspaced.test(word)) ranges.push({ start, end });
  }
  return ranges;
}

/** A snippet for display: whole characters, and dots where the text goes on. */
export function toPieces(text: string, snippet: Snippet): Piece[] {
  const inside = place(text, snippet);
  if (!inside) return snippet;
  const marks = toMarks(text, snippet);
  const [whole = inside] = toWholeRanges(text, [inside]);
  const first = marks.find(({ start }) => start >= whole.start);
  const shown = first ? { start: lead(text, whole.start, first.start), end: whole.end } : whole;
  const pieces = cut(text, marks, shown.start, shown.end);
  if (shown.start > 0) pieces.unshift({ text: "…", hit: false });
  if (shown.end < text.trimEnd().length) pieces.push({ text: "…", hit: false });
  return pieces;
}

/** Room before the first hit, so that it is among the two lines of a row: Chinese takes twice as much of it as Latin. */
const leadColumns = 32;
const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\u{20000}-\u{3ffff}]/u;

/** Where to begin, from `from` on, to come to `hit` soon: at a word where there is one near. */
function lead(text: string, from: number, hit: number): number {
  const clusters = [...graphemes.segment(text.slice(from, hit))];
  let columns = 0;
  const at = clusters.findLastIndex(({ segment }) => {
    columns += wide.test(segment) ? 2 : 1;
    return columns > leadColumns;
  });
  if (at === -1) return from;
  const start = from + (clusters[at + 1]?.index ?? 0);
  const space = text.slice(start, hit).search(/\s/);
  return space === -1 || space > leadColumns / 2 ? start : start + space + 1;
}
