import type { Query as Ask } from "../../db/query.ts";
import { askedForms, closeness, type Forms, formsOf, keysOfNeedle, likely, sure } from "../../language/index.ts";
import { WORDS } from "./search.sql.ts";
import type { Term } from "./terms.ts";

/** A term with the words of the index that satisfy it, and in about how many messages they are. */
export type Expanded = { term: Term; words: Map<string, number>; documents: number };

type WordRow = { word: string; documents: number; forms: string[] | null };

const mostWords = 60;
const mostMeant = 3;
const relativeWeight = 0.38;
/** Beyond every letter that a word may have. */
const lastLetter = "\u{10ffff}";

/** How close a word must be: what was asked for, also what it may be in another script, or anything that a slip of the finger may have made. */
export const least = { sure, likely, slip: 0.01 };

export async function expand(ask: Ask, terms: Term[], atLeast: number): Promise<Expanded[]> {
  const guess = atLeast < sure;
  const kinds = guess ? /^[=~sdt]/ : /^[=~s]/;
  const forms = terms.flatMap((term) => (term.kind === "phrase" ? [] : askedForms(term).filter((form) => kinds.test(form))));
  const last = terms.at(-1);
  const beginning = last?.kind === "word" && last.prefix ? last.folded : null;
  const rows = await ask<WordRow>(WORDS, [
    [...new Set(forms)],
    [...new Set(terms.flatMap(keysOfTerm))],
    beginning,
    beginning === null ? null : beginning + lastLetter,
  ]);
  const documents = new Map<string, number>();
  for (const { word, documents: count } of rows) documents.set(word, Math.max(count, documents.get(word) ?? 0));
  const known = rows.filter((row) => row.forms !== null) as { word: string; documents: number; forms: string[] }[];
  const expanded = terms.map((term) => ({ term, words: wordsOf(term, known, atLeast), documents: 0 }));
  if (guess) await addRelatives(ask, expanded, documents);
  for (const one of expanded) one.documents = estimate(one.term, one.words, documents);
  return expanded;
}

/** What is meant by a mistyped word has inflections too. */
async function addRelatives(ask: Ask, expanded: Expanded[], documents: Map<string, number>): Promise<void> {
  const meant = expanded.map(({ term, words }) =>
    (term.kind === "word" ? [...words].filter(([, weight]) => weight < sure).slice(0, mostMeant) : []).map(([word]) => ({
      folded: word,
      forms: formsOf({ kind: "word", folded: word, surface: word }),
    })),
  );
  const forms = new Set(meant.flat().flatMap((word) => askedForms(word).filter((form) => /^[=~]/.test(form))));
  if (forms.size === 0) return;
  const rows = (await ask<WordRow>(WORDS, [[...forms], [], null, null])).filter((row) => row.forms !== null) as (WordRow & { forms: string[] })[];
  for (const { word, documents: count, forms } of rows) {
    documents.set(word, Math.max(count, documents.get(word) ?? 0));
    for (const [index, { words }] of expanded.entries())
      if (!words.has(word) && words.size < mostWords && meant[index]?.some((other) => closeness(other, { folded: word, forms }) >= sure))
        words.set(word, relativeWeight);
  }
}

function keysOfTerm(term: Term): string[] {
  if (term.kind === "word") return [term.folded];
  return term.kind === "phrase" ? term.keys : term.needles.flatMap(({ needle }) => keysOfNeedle(needle).keys);
}

function wordsOf(term: Term, rows: { word: string; forms: Forms }[], atLeast: number): Map<string, number> {
  if (term.kind === "phrase") return new Map();
  const asked = new Set(askedForms(term));
  const close = rows
    .filter(({ forms }) => forms.some((form) => asked.has(form)))
    .map(({ word, forms }) => [word, closeness(term, { folded: word, forms })] as const)
    .filter(([, weight]) => weight >= atLeast)
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostWords);
  const words = new Map(close);
  if (term.kind === "word") words.set(term.folded, 1);
  return words;
}

function estimate(term: Term, words: Map<string, number>, documents: Map<string, number>): number {
  const count = (key: string) => documents.get(key) ?? 0;
  const rarest = (keys: string[]) => (keys.length === 0 ? 0 : Math.min(...keys.map(count)));
  const spelled = [...words.keys()].reduce((sum, word) => sum + count(word), 0);
  if (term.kind === "word") return spelled;
  if (term.kind === "phrase") return rarest(term.keys);
  // A letter alone begins any number of pairs: as common as can be.
  return spelled + term.needles.reduce((sum, { needle }) => sum + (keysOfNeedle(needle).prefix ? 1e6 : rarest(keysOfNeedle(needle).keys)), 0);
}

/** For a word that the index does not know yet. */
export function weightOf(term: Term, token: { folded: string; surface: string; kind: "word" | "run" }, atLeast: number): number {
  if (term.kind !== "word") return 0;
  const weight = closeness(term, { folded: token.folded, forms: formsOf(token) });
  return weight >= atLeast ? weight : 0;
}
