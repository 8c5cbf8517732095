import { type Forms, formsOf, keysOf, type Needle, nounOf, segmentsOf, type Token, tokenize } from "../../language/index.ts";
import type { Query } from "./query.ts";

/** One thing that a message must have. */
export type Term =
  | { kind: "word"; folded: string; forms: Forms; prefix: boolean }
  /** Of a script that is compared by substring: one of these. `slips`: also a word like this one. */
  | { kind: "run"; needles: Needle[]; folded: string; forms: Forms }
  | { kind: "phrase"; tokens: Token[]; keys: string[] };

/** A beginning of one letter is everything. */
const shortestPrefix = 2;

export function readTerms({ words, unfinished }: Query): Term[] {
  const terms: Term[] = words.flatMap(({ text, exact }) => {
    const tokens = tokenize(text);
    return exact ? toPhrase(tokens) : tokens.flatMap(toTerms);
  });
  const last = terms.at(-1);
  if (unfinished && last?.kind === "word") last.prefix = [...last.folded].length >= shortestPrefix;
  return terms;
}

function toPhrase(tokens: Token[]): Term[] {
  return tokens.length === 0
    ? []
    : [{ kind: "phrase", tokens, keys: tokens.flatMap((token) => (token.kind === "word" ? keysOf(token) : keysOf(token).slice(0, -1))) }];
}

function toTerms(token: Token): Term[] {
  if (token.kind === "word") return [{ kind: "word", folded: token.folded, forms: formsOf(token), prefix: false }];
  const segments = segmentsOf(token);
  return segments.map((needles) => {
    // A Korean word may be mistyped: its noun is compared.
    const folded = nounOf(needles[0]?.needle ?? token.folded);
    return { kind: "run", needles, folded, forms: formsOf({ kind: "run", folded, surface: folded }) };
  });
}
