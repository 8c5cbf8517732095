import { limits, type Snippet } from "@parley/protocol";
import type { Range } from "./match.ts";

/** Of the words before the first hit: enough to understand it. */
const before = 40;

/** A part of the text around the first hit, cut between words where there are any. The segments in a row are that part. */
export function toSnippet(text: string, ranges: Range[]): Snippet {
  const [from, to] = windowOf(text, ranges[0]?.start ?? 0);
  const segments: Snippet = [];
  const push = (start: number, end: number, hit: boolean) => {
    if (end > start) segments.push({ text: text.slice(start, end), hit });
  };
  let at = from;
  for (const { start, end } of ranges) {
    const [hitStart, hitEnd] = [Math.max(start, at), Math.min(end, to)];
    if (hitStart >= to) break;
    push(at, hitStart, false);
    push(hitStart, hitEnd, true);
    at = Math.max(at, hitEnd);
  }
  push(at, to, false);
  return segments;
}

function windowOf(text: string, firstHit: number): [from: number, to: number] {
  if (text.length <= limits.searchSnippet) return [0, text.length];
  const from = firstHit <= before ? 0 : startOfWord(text, Math.min(firstHit - before, text.length - limits.searchSnippet));
  return [from, whole(text, Math.min(text.length, from + limits.searchSnippet))];
}

/** The next beginning of a word, if there is one near. */
function startOfWord(text: string, at: number): number {
  const space = text.slice(at, at + before / 2).search(/\s/);
  return whole(text, space < 0 ? at : at + space + 1);
}

/** Not between the halves of a character. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
