import type { SearchableKind } from "@parley/protocol";
import { keysOfNeedle } from "../../language/index.ts";
import { kindKey } from "./document.ts";
import { type Expanded, least } from "./expand.ts";
import { toLexeme } from "./lexemes.ts";

/** With more terms than this, none may be missing: the query would grow with their square. */
const mostToLeaveOut = 8;

/** The question to the index, or null: nothing in it can answer. Of slips: of three terms and more one may be missing. */
export function toTsquery(expanded: Expanded[], has: Set<SearchableKind>, atLeast: number): string | null {
  const terms = expanded.map(toAlternatives);
  const kinds = [...has].map((kind) => toLexeme(kindKey[kind]));
  const ways = mayMissOne(terms.length, atLeast) ? terms.map((_, missing) => terms.filter((_, index) => index !== missing)) : [terms];
  const possible = ways.filter((way) => way.every((term) => term !== null)).map((way) => join([...way, ...kinds] as string[], " & "));
  return possible.length === 0 ? null : join(possible, " | ");
}

export function mayMissOne(terms: number, atLeast: number): boolean {
  return atLeast <= least.slip && terms >= 3 && terms <= mostToLeaveOut;
}

/** Null: no word of the index satisfies the term. */
function toAlternatives({ term, words }: Expanded): string | null {
  const alternatives = [...words.keys()].map(toLexeme);
  if (term.kind === "word" && term.prefix) alternatives.push(`${toLexeme(term.folded)}:*`);
  if (term.kind === "phrase") alternatives.push(join(term.keys.map(toLexeme), " & "));
  if (term.kind === "run") {
    for (const { needle } of term.needles) {
      const { keys, prefix } = keysOfNeedle(needle);
      alternatives.push(
        join(
          keys.map((key) => toLexeme(key) + (prefix ? ":*" : "")),
          " & ",
        ),
      );
    }
  }
  return alternatives.length === 0 ? null : join(alternatives, " | ");
}

function join(parts: string[], by: string): string {
  return parts.length === 1 ? (parts[0] as string) : parts.map((part) => `(${part})`).join(by);
}
