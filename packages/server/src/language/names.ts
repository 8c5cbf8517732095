import { isDevanagari, isLatin } from "./scripts.ts";
import { soundsOf } from "./sound.ts";
import { tokenize } from "./tokens.ts";
import { deletionsOf } from "./typos.ts";

/** Longer beginnings of names are compared up to here. */
const longestBeginning = 20;

/**
 * What a name can be found by: p beginnings of its words, q beginnings of what
 * they sound like, d words with one letter left out, behind their first. Kept beside the name.
 */
export function formsOfName(name: string): string[] {
  const forms = new Set<string>();
  for (const { kind, folded } of tokenize(name)) {
    if (kind === "run") {
      const letters = [...folded];
      for (const [index, letter] of letters.entries()) forms.add(`p${letter}`).add(`p${letter}${letters[index + 1] ?? ""}`);
      continue;
    }
    for (const beginning of beginningsOf(folded)) forms.add(`p${beginning}`);
    for (const sound of soundsOf(folded)) for (const beginning of beginningsOf(sound)) forms.add(`q${beginning}`);
    for (const slip of slipsOf(folded)) forms.add(slip);
  }
  return [...forms];
}

/** For each word of a query: a name must have one of these. */
export function needsOfName(query: string): string[][] {
  return tokenize(query).flatMap(({ kind, folded }) => {
    if (kind === "run") {
      const letters = [...folded];
      return letters.length === 1 ? [[`p${folded}`]] : letters.slice(1).map((letter, index) => [`p${letters[index]}${letter}`]);
    }
    const sounds = isLatin(folded) || isDevanagari(folded) ? soundsOf(folded).filter((sound) => sound.length > 2) : [];
    return [[`p${folded.slice(0, longestBeginning)}`, ...sounds.map((sound) => `q${sound}`), ...slipsOf(folded)]];
  });
}

/** The same judgement for a title, which nothing is kept beside. */
export function nameMatches(query: string, name: string): boolean {
  const needs = needsOfName(query);
  if (needs.length === 0) return false;
  const forms = new Set(formsOfName(name));
  return needs.every((alternatives) => alternatives.some((form) => forms.has(form)));
}

/** With the first letter, in which few slips are made, in front: Anna is not Hana. */
function slipsOf(word: string): string[] {
  return deletionsOf(word).map((deletion) => `d${[...word][0]}${deletion}`);
}

function beginningsOf(word: string): string[] {
  const letters = [...word].slice(0, longestBeginning);
  return letters.map((_, index) => letters.slice(0, index + 1).join(""));
}
