import { nounOf, placeOf, type Token } from "../../language/index.ts";
import { type Expanded, weightOf } from "./expand.ts";
import { mayMissOne } from "./tsquery.ts";

export type Range = { start: number; end: number };
/** How well a message answers, from 0 to a little over 1, and where in each of its fields. */
export type Match = { relevance: number; ranges: Range[][] };

type Hit = Range & { weight: number };

/** The word that is being typed is as good as found. */
const prefixWeight = 0.85;
/** Words that stand together in the order of the query. */
const togetherBonus = 0.2;
/** A word that only begins with the asked one, by how much of it was asked. */
const beginning = (asked: string, found: string) => prefixWeight * (0.8 + (0.2 * asked.length) / found.length);

type Manner = { atLeast: number; known: boolean };

/** Null when a term is in none of the fields. `known`: every word of them is in the index, so that only expanded words can match. */
export function matchFields(fields: Token[][], expanded: Expanded[], manner: Manner): Match | null {
  const found = fields.map((tokens) => expanded.map((term) => hitsOf(term, tokens, manner)));
  const best = expanded.map((_, term) => found.flatMap((hits) => hits[term] as Hit[]).reduce((most, { weight }) => Math.max(most, weight), 0));
  const missing = best.filter((weight) => weight === 0).length;
  if (missing > (mayMissOne(expanded.length, manner.atLeast) ? 1 : 0)) return null;
  const relevance = expanded.length === 0 ? 0 : best.reduce((sum, weight) => sum + weight, 0) / expanded.length;
  const floor = best.map((weight) => weight * 0.75);
  const ranges = found.map((terms) => mergeRanges(terms.flatMap((hits, term) => hits.filter(({ weight }) => weight >= (floor[term] as number)))));
  return { relevance: relevance + (found.some(areTogether) ? togetherBonus : 0), ranges };
}

function hitsOf({ term, words }: Expanded, tokens: Token[], { atLeast, known }: Manner): Hit[] {
  if (term.kind === "phrase") return phrasesOf(term.tokens, tokens);
  return tokens.flatMap((token) => {
    if (term.kind === "run") return token.kind === "run" ? needlesIn(token, term.needles, words) : [];
    if (token.kind === "run") return [];
    const weight = Math.max(
      words.get(token.folded) ?? (known ? 0 : weightOf(term, token, atLeast)),
      term.prefix && token.folded.startsWith(term.folded) ? beginning(term.folded, token.folded) : 0,
    );
    return weight > 0 ? [{ start: token.start, end: token.end, weight }] : [];
  });
}

function needlesIn(token: Token, needles: { needle: string; weight: number }[], words: Map<string, number>): Hit[] {
  const whole = words.size === 0 ? undefined : words.get(nounOf(token.folded));
  const hits: Hit[] = whole === undefined ? [] : [{ start: token.start, end: token.end, weight: whole }];
  for (const { needle, weight } of needles) {
    for (let at = token.folded.indexOf(needle); at >= 0; at = token.folded.indexOf(needle, at + needle.length))
      hits.push({ ...placeOf(token, at, needle.length), weight });
  }
  return hits;
}

function phrasesOf(phrase: Token[], tokens: Token[]): Hit[] {
  const hits: Hit[] = [];
  for (let at = 0; at + phrase.length <= tokens.length; at += 1) {
    const places = phrase.map((asked, index) => placeIn(tokens[at + index] as Token, asked));
    if (places.every((place) => place !== null)) hits.push({ start: places[0]?.start ?? 0, end: places.at(-1)?.end ?? 0, weight: 1 });
  }
  return hits;
}

function placeIn(token: Token, asked: Token): Range | null {
  if (token.kind !== asked.kind) return null;
  if (token.kind === "word") return token.folded === asked.folded ? { start: token.start, end: token.end } : null;
  const at = token.folded.indexOf(asked.folded);
  return at < 0 ? null : placeOf(token, at, asked.folded.length);
}

/** Whether each term's hit is followed, but for a space, by one of the next. */
function areTogether(found: Hit[][]): boolean {
  if (found.length < 2 || found.some((hits) => hits.length === 0)) return false;
  let ends = new Set(found[0]?.map(({ end }) => end));
  for (const hits of found.slice(1)) {
    ends = new Set(hits.filter(({ start }) => ends.has(start) || ends.has(start - 1) || ends.has(start - 2)).map(({ end }) => end));
    if (ends.size === 0) return false;
  }
  return true;
}

function mergeRanges(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const { start, end } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
