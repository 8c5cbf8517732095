import { LRUCache } from "lru-cache";
import { foldCluster } from "./fold.ts";
import { toJamo } from "./korean.ts";
import { hasDigit, isDevanagari, isHangul, isLatin } from "./scripts.ts";
import { differByVowel, soundsOf } from "./sound.ts";
import { stemsOf } from "./stems.ts";
import type { Token } from "./tokens.ts";
import { deletionsOf, slipsAllowed, slipsBetween } from "./typos.ts";

/**
 * What a word has in common with others. Two words that share a form may be
 * the same to a searcher; `closeness` says how much. The first letter tells the
 * kind: = spelling, ~ stem, s sound, d one letter left out.
 */
export type Forms = readonly string[];

const kept = new LRUCache<string, Forms>({ max: 20_000 });

type Spelled = Pick<Token, "surface" | "folded" | "kind">;

/** Of a word as written (`surface`) and as compared (`folded`): stemmers want the accents that folding takes. */
export function formsOf({ surface, folded, kind }: Spelled): Forms {
  if (kind === "run") return isHangul(folded) ? deletionsOf(toJamo(folded)).map((deletion) => `d${deletion}`) : [];
  if (hasDigit(folded)) return [];
  const key = `${surface} ${folded}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const forms = makeForms(toLower(surface), folded, "");
  kept.set(key, forms);
  return forms;
}

/** Without those of the kind `implied`. */
function makeForms(lower: string, folded: string, implied: string): Forms {
  const forms = new Set<string>();
  for (const spelling of spellingsOf(lower, folded)) forms.add(`=${spelling}`);
  const stems = new Set<string>();
  for (const word of new Set([lower, folded, withUmlauts(lower)])) for (const stem of stemsOf(word)) stems.add(foldWord(stem));
  for (const stem of stems) forms.add(`~${stem}`);
  if (isLatin(folded)) for (const sound of soundsOf(folded)) forms.add(`s${sound}`);
  if (isDevanagari(folded)) {
    for (const sound of soundsOf(folded)) forms.add(`s${sound}`);
    for (const stem of stems) for (const sound of soundsOf(stem)) if (sound.length >= shortestStemSound || isPostposition(folded, stem)) forms.add(`s${sound}`);
  }
  if (implied !== "d") for (const deletion of deletionsOf(folded)) forms.add(`d${deletion}`);
  // Across scripts a slip is one of the sound: jworo, ज्वरो.
  if (implied !== "t") for (const form of [...forms]) if (form.startsWith("s")) for (const deletion of deletionsOf(form.slice(1))) forms.add(`t${deletion}`);
  return [...forms];
}

/** A stem that sounds shorter sounds like words of every other language: मिठा, mit. */
const shortestStemSound = 4;

/** को, हरू, लाई are syllables; a vowel that a stemmer takes off may be the word's own. */
function isPostposition(word: string, stem: string): boolean {
  return word.startsWith(stem) && /[\u0915-\u0939]/.test(word.slice(stem.length));
}

/** German writes ä as ae where the keyboard has none. */
function spellingsOf(lower: string, folded: string): string[] {
  if (!/[äöü]/.test(lower)) return [folded];
  return [folded, foldWord(lower.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue"))];
}

/** The same the other way round. */
function withUmlauts(lower: string): string {
  return lower.replace(/(?<![aeiouq])([aou])e/g, (_, vowel: string) => ({ a: "ä", o: "ö", u: "ü" })[vowel] ?? vowel);
}

/** Turkish capitals: İ is i; what I is, nobody can tell without the language. */
function toLower(surface: string): string {
  return surface.replaceAll("İ", "i").normalize("NFC").toLowerCase();
}

const folded = /^[a-z0-9]*$/;

function foldWord(word: string): string {
  if (folded.test(word)) return word;
  return [...word.normalize("NFC").matchAll(/\P{M}\p{M}*/gu)].map(([cluster]) => foldCluster(cluster)).join("");
}

/** From here on a word is what was asked for; below, a guess. */
export const sure = 0.6;
/** From here on a guess may stand beside what was asked for: the other script has no one spelling. Below, only where there is nothing else. */
export const likely = 0.55;

/** From this length on two romanisations may differ in two letters, and two sounds in one: shorter ones are near those of too many words. */
const longEnough = 5;

/** A word as it is asked for (all its forms) or as it is kept (see `keptFormsOf`). */
type Word = { folded: string; forms: Forms };

/** How much two words have in common, from 1 to 0. */
export function closeness(asked: Word, found: Word): number {
  if (asked.folded === found.folded) return 1;
  const shared = new Set(asked.forms.filter((form) => found.forms.includes(form)).map((form) => form[0]));
  if (shared.has("=")) return 0.95;
  if (shared.has("~") || asked.forms.some((form) => isStem(form, found.folded))) return 0.8;
  const sameScript = isLatin(asked.folded) === isLatin(found.folded);
  const spelledByEar = !sameScript || isDevanagari(asked.folded) || isSpelledAlike(asked.folded, found.folded);
  if (shared.has("s") && spelledByEar) return 0.7;
  const slips = shared.has("d") && sameScript ? countSlips(asked.folded, found.folded) : 0;
  if (slips > 0) return slips === 1 ? 0.5 : 0.4;
  if (!shared.has("t") || !spelledByEar || !soundsClose(asked, found)) return 0;
  return sameScript ? 0.45 : likely;
}

/** One slip apart, and the same to begin with. A shared form alone may be two apart: नमस्ते without its n, must without its u. */
function soundsClose(asked: Word, found: Word): boolean {
  const sounds = ({ forms }: Word) => forms.filter((form) => form.startsWith("s")).map((form) => form.slice(1));
  return sounds(asked).some((one) =>
    sounds(found).some((other) => one[0] === other[0] && Math.max(one.length, other.length) >= longEnough && slipsBetween(one, other, 1) === 1),
  );
}

/** Two Latin words that sound alike may be one romanised word (dhanyabad, dhanyawad), or two English ones (ship, sheep). */
function isSpelledAlike(one: string, other: string): boolean {
  const most = Math.min(one.length, other.length) < longEnough ? 1 : 2;
  return slipsBetween(one, other, most) <= most && differByVowel(one, other);
}

/** 0: too many, or none. */
function countSlips(one: string, other: string): number {
  const [asked, found] = isHangul(one) ? [toJamo(one), toJamo(other)] : [one, other];
  if (!beginAlike(asked, found) || (isLatin(asked) && asked.length < shortestMistyped)) return 0;
  const slips = slipsBetween(asked, found, slipsAllowed(asked.length));
  return Number.isFinite(slips) ? slips : 0;
}

/** Half of all Latin words of four letters are a letter away from another: casa, cosa; form, from. */
const shortestMistyped = 5;

/** Few slips change a word's first letter, and most words that differ in it are others: train, brain. */
function beginAlike(one: string, other: string): boolean {
  return one[0] === other[0] || (one[0] === other[1] && one[1] === other[0]);
}

function isStem(form: string, folded: string): boolean {
  return form === `~${folded}`;
}

/**
 * What is written beside a word. Half of all forms go without saying: stems
 * that are the word itself; slips of the sound of a Latin word (people search
 * for Devanagari in Latin letters, and mistype those); slips of the letters of
 * a Devanagari one, whose sound says the same.
 */
export function keptFormsOf(token: Spelled): Forms {
  const { surface, folded, kind } = token;
  if (kind === "run" || hasDigit(folded)) return formsOf(token);
  const implied = isLatin(folded) ? "t" : isDevanagari(folded) ? "d" : "";
  return makeForms(toLower(surface), folded, implied).filter((form) => !isStem(form, folded));
}

/** What is looked for among kept forms. */
export function askedForms({ forms }: Word): Forms {
  const implied = forms.flatMap((form) => (form.startsWith("~") ? [`=${form.slice(1)}`] : []));
  return [...forms, ...implied];
}
