import { LRUCache } from "lru-cache";
import { foldCluster } from "./fold.ts";
import { toJamo } from "./korean.ts";
import { hasDigit, isDevanagari, isHangul, isLatin } from "./scripts.ts";
import { soundsOf } from "./sound.ts";
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

/** Of a word as written (`surface`) and as compared (`folded`): stemmers want the accents that folding takes. */
export function formsOf({ surface, folded, kind }: Pick<Token, "surface" | "folded" | "kind">): Forms {
  if (kind === "run") return isHangul(folded) ? deletionsOf(toJamo(folded)).map((deletion) => `d${deletion}`) : [];
  if (hasDigit(folded)) return [];
  const key = `${surface} ${folded}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const forms = makeForms(toLower(surface), folded);
  kept.set(key, forms);
  return forms;
}

function makeForms(lower: string, folded: string): Forms {
  const forms = new Set<string>();
  for (const spelling of spellingsOf(lower, folded)) forms.add(`=${spelling}`);
  const stems = new Set<string>();
  for (const word of new Set([lower, folded, withUmlauts(lower)])) for (const stem of stemsOf(word)) stems.add(foldWord(stem));
  for (const stem of stems) forms.add(`~${stem}`);
  if (isLatin(folded)) for (const sound of soundsOf(folded)) forms.add(`s${sound}`);
  if (isDevanagari(folded)) for (const stem of new Set([folded, ...stems])) for (const sound of soundsOf(stem)) forms.add(`s${sound}`);
  for (const deletion of deletionsOf(folded)) forms.add(`d${deletion}`);
  // Across scripts a slip is one of the sound: jworo, ज्वरो.
  for (const form of [...forms]) if (form.startsWith("s")) for (const deletion of deletionsOf(form.slice(1))) forms.add(`t${deletion}`);
  return [...forms];
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

function foldWord(word: string): string {
  return [...word.normalize("NFC").matchAll(/\P{M}\p{M}*/gu)].map(([cluster]) => foldCluster(cluster)).join("");
}

/** From here on a word is what was asked for; below, a guess. */
export const sure = 0.6;

/** From this length on two romanisations may differ in two letters. */
const longEnough = 5;

/** A word as it is asked for (all its forms) or as it is kept (see `keptForms`). */
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
  return shared.has("t") && spelledByEar ? 0.45 : 0;
}

/** Two Latin words that sound alike may be one romanised word (dhanyabad, dhanyawad), or two English ones (ship, sheep). */
function isSpelledAlike(one: string, other: string): boolean {
  const most = Math.min(one.length, other.length) < longEnough ? 1 : 2;
  return slipsBetween(one, other, most) <= most;
}

/** 0: too many, or none. */
function countSlips(one: string, other: string): number {
  const [asked, found] = isHangul(one) ? [toJamo(one), toJamo(other)] : [one, other];
  const slips = slipsBetween(asked, found, Math.max(slipsAllowed(asked.length), slipsAllowed(found.length)));
  return Number.isFinite(slips) ? slips : 0;
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
export function keptForms({ folded, forms }: Word): Forms {
  const implied = isLatin(folded) ? "t" : isDevanagari(folded) ? "d" : "";
  return forms.filter((form) => !isStem(form, folded) && form[0] !== implied);
}

/** What is looked for among kept forms. */
export function askedForms({ forms }: Word): Forms {
  const implied = forms.flatMap((form) => (form.startsWith("~") ? [`=${form.slice(1)}`] : []));
  return [...forms, ...implied];
}
