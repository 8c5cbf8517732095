import { dispatch } from "@parley/server";
import type { Corpora } from "./corpora.ts";
import type { Suite, SuiteQuery } from "./suites.ts";

/** Found of what is relevant, and relevant of what is found, among the first ten; averages over a language's queries. */
export type Score = { language: string; queries: number; recall: number; precision: number; faults: Fault[] };
/** What one query did not find, or found besides. */
type Fault = { query: string; missing: string[]; instead: string[] };

const page = 10;

/** Asks every query of these across all corpora. */
export async function measure(corpora: Corpora, suites: Suite[], part: "queries" | "heldOut"): Promise<Score[]> {
  const scores: Score[] = [];
  for (const { language, [part]: queries } of suites) {
    const results: Judgement[] = [];
    for (const query of queries) results.push(await ask(corpora, language, query));
    const mean = (value: (result: Judgement) => number) => results.reduce((sum, result) => sum + value(result), 0) / results.length;
    scores.push({
      language,
      queries: queries.length,
      recall: mean(({ recall }) => recall),
      precision: mean(({ precision }) => precision),
      faults: results.map(({ fault }) => fault).filter(({ missing, instead }) => missing.length + instead.length > 0),
    });
  }
  return scores;
}

type Judgement = { recall: number; precision: number; fault: Fault };

async function ask({ server, reader, names }: Corpora, language: string, { text, relevant: numbers }: SuiteQuery): Promise<Judgement> {
  const { results } = await dispatch(server.app, reader, "messages.search", { query: text, limit: page });
  const found = results.map(({ message }) => names.get(message.id) ?? message.id);
  const relevant = new Set(numbers.map((number) => `${language} ${number}`));
  const hits = found.filter((name) => relevant.has(name));
  return {
    recall: hits.length / Math.min(relevant.size, page),
    precision: found.length === 0 ? 0 : hits.length / found.length,
    fault: { query: text, missing: [...relevant].filter((name) => !found.includes(name)), instead: found.filter((name) => !relevant.has(name)) },
  };
}
