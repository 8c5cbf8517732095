import { variantsOf } from "./korean.ts";
import { isHangul } from "./scripts.ts";
import type { Token } from "./tokens.ts";
import { tokenize } from "./tokens.ts";

/** A substring that satisfies a term, and how well. */
export type Needle = { needle: string; weight: number };

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
const hiragana = /^[\p{sc=Hiragana}ー]+$/u;
/** Particles that a query has because it is a sentence. */
const particles = new Set(["的", "了", "吗", "嗎", "呢", "吧", "は", "が", "を", "に", "で", "の", "と", "も", "へ", "か"]);

/**
 * A run of a query as the terms that it asks for, each with its alternatives:
 * the words that ICU's dictionaries see in it, with the endings of Japanese and
 * Korean words also taken off. A message must contain one of each.
 */
export function segmentsOf(token: Token): Needle[][] {
  if (isHangul(token.surface)) return [variantsOf(token.folded).map(({ needle, weight }) => ({ needle, weight }))];
  const words = joinTails([...segmenter.segment(token.surface.normalize("NFKC"))].map(({ segment }) => segment));
  const telling = words.filter((word) => !particles.has(word));
  return (telling.length > 0 ? telling : words).flatMap((word) => {
    const alternatives = alternativesOf(word);
    return alternatives.length > 0 ? [alternatives] : [];
  });
}

/** Okurigana goes to its kanji, a lone letter to the word before it: 借|り|る is one word. */
function joinTails(segments: string[]): string[] {
  const words: string[] = [];
  for (const segment of segments) {
    const before = words.at(-1);
    const isTail = before !== undefined && ((hiragana.test(segment) && !particles.has(before)) || /^(\p{M}|[\u0e00-\u0e7f])$/u.test(segment));
    if (isTail) words[words.length - 1] = before + segment;
    else words.push(segment);
  }
  return words;
}

/** 食べる keeps its べ in every inflection: 食 alone is in 朝食 and 食後. */
const ownVowel = /^[えけせねへめれげぜべぺ](?!ば)/;

/** The word; and without its last hiragana, one after the other: 飲みました, 飲みまし, … 飲. */
function alternativesOf(word: string): Needle[] {
  const needles = new Map<string, number>();
  const letters = [...word];
  const kanji = letters.findLastIndex((letter) => !hiragana.test(letter)) + 1;
  const stem = kanji > 0 && ownVowel.test(letters.slice(kanji).join("")) ? kanji + 1 : kanji;
  const shortest = stem > 0 ? stem : Math.max(2, letters.length - 1);
  for (let length = letters.length; length >= Math.min(shortest, letters.length); length -= 1) {
    const folded = foldRun(letters.slice(0, length).join(""));
    const cut = letters.length - length;
    if (folded !== "" && !needles.has(folded)) needles.set(folded, cut === 0 ? 1 : Math.max(0.6, 0.9 - 0.1 * cut));
  }
  return [...needles].map(([needle, weight]) => ({ needle, weight }));
}

function foldRun(word: string): string {
  return tokenize(word)
    .map(({ folded }) => folded)
    .join("");
}
