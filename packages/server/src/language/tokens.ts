import { foldCluster } from "./fold.ts";
import { runScripts } from "./scripts.ts";

/**
 * A stretch of a text. `word`: between spaces or punctuation. `run`: of a
 * script that is compared by substring. `folded` is what is compared; `starts`
 * gives, for each code unit of a run, where it begins in the text.
 */
export type Token = { kind: "word" | "run"; folded: string; surface: string; start: number; end: number; starts: number[] };

/** Letters, marks, digits, joiners, the kana's long mark. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: joiners stand between letters in Indic and Persian words
const stretches = /[\p{L}\p{M}\p{N}\u200c\u200d\u30fc\uff70\u0640]+/gu;
/** A letter and what belongs to it: marks, halfwidth voicing, the parts of a Hangul syllable. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the same
const clusters = /[\u1100-\u115f][\u1160-\u11a7]*[\u11a8-\u11ff]*\p{M}*|\P{M}[\p{M}\u200c\u200d\uff9e\uff9f]*|\p{M}+/gu;

/** Words beyond this length are names of files and mashed keys; their beginning is compared. */
const maxWord = 64;
const maxRun = 8000;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const stretch of text.matchAll(stretches)) {
    if (plain.test(stretch[0])) {
      tokens.push(toPlain(stretch[0], stretch.index));
      continue;
    }
    let token: Token | undefined;
    for (const { 0: cluster, index } of stretch[0].matchAll(clusters)) {
      const start = stretch.index + index;
      const kind = runScripts.test(cluster) ? "run" : "word";
      if (token === undefined || token.kind !== kind) {
        token = { kind, folded: "", surface: "", start, end: start, starts: [] };
        tokens.push(token);
      }
      token.end = start + cluster.length;
      if (token.folded.length >= (kind === "word" ? maxWord : maxRun)) continue;
      const folded = foldCluster(cluster);
      for (let unit = 0; unit < folded.length; unit += 1) token.starts.push(start);
      token.folded += folded;
      token.surface += cluster;
    }
  }
  return tokens.filter((token) => token.folded.length > 0);
}

/** Half of all words: no need to look at each letter. */
const plain = /^[0-9A-Za-z]{1,64}$/;

function toPlain(surface: string, start: number): Token {
  return { kind: "word", folded: surface.toLowerCase(), surface, start, end: start + surface.length, starts: [] };
}

const parts = /\p{N}+|\p{Lu}*[\p{L}\p{M}]+?(?=\p{N}|\p{Lu}|$)/gu;

/** The tokens of a file's name: words that are written together are found alone as well (AnnualReport2026). */
export function tokenizeName(name: string): Token[] {
  return tokenize(name).flatMap((token) => [token, ...(token.kind === "word" ? partsOf(token) : [])]);
}

function partsOf({ surface, start }: Token): Token[] {
  const found = [...surface.matchAll(parts)];
  return found.length < 2
    ? []
    : found.flatMap(({ 0: part, index }) => tokenize(part).map((token) => ({ ...token, start: start + index, end: start + index + part.length })));
}

/** Where a stretch of the folded text lies in the text. */
export function placeOf({ starts, end }: Token, from: number, length: number): { start: number; end: number } {
  const start = starts[from] ?? end;
  let after = from + length;
  // A letter that folds to two counts whole.
  while (after < starts.length && starts[after] === starts[after - 1]) after += 1;
  return { start, end: starts[after] ?? end };
}

/** What the index holds of a token: the word; of a run each two neighbouring letters, and the last alone. */
export function keysOf({ kind, folded }: Pick<Token, "kind" | "folded">): string[] {
  return kind === "word" ? [folded] : pairsOf(folded);
}

function pairsOf(folded: string): string[] {
  const characters = [...folded];
  return characters.map((character, index) => character + (characters[index + 1] ?? ""));
}

/** What a message must have in the index to contain this substring; `prefix`: a single letter begins a pair or stands last. */
export function keysOfNeedle(needle: string): { keys: string[]; prefix: boolean } {
  const characters = [...needle];
  return characters.length === 1 ? { keys: [needle], prefix: true } : { keys: pairsOf(needle).slice(0, -1), prefix: false };
}
