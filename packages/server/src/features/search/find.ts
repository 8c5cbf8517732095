import type { Query as Ask } from "../../db/query.ts";
import { Breath } from "./breath.ts";
import { findCandidates, findFresh } from "./candidates.ts";
import { fieldsOf, kindsOf, longestText, type Source } from "./document.ts";
import { type Expanded, expand, least } from "./expand.ts";
import { type Match, matchFields } from "./match.ts";
import type { Query } from "./query.ts";
import type { Scope } from "./scope.ts";
import { SOURCES } from "./search.sql.ts";
import type { Term } from "./terms.ts";
import { toTsquery } from "./tsquery.ts";

export type Found = { source: Source; match: Match };
/** `all`: there is nothing else. */
export type Findings = { found: Found[]; all: boolean };

/** With fewer sure hits than this, likely ones are put below them; with none, anything that a slip of the finger may have made. */
const enough = 2;
/** Characters of text that one search compares. */
const mostText = 1_000_000;

type Asked = { ask: Ask; query: Query; scope: Scope; terms: Term[] };

/** Every message that answers, compared with its text as it is now. */
export async function find(asked: Asked): Promise<Findings> {
  if (asked.scope.places.length === 0 || asked.scope.senders?.length === 0) return { found: [], all: true };
  const fresh = await findFresh(asked.ask, asked.scope);
  const sure = await findWith(asked, fresh, least.sure);
  if (sure.found.length >= enough || asked.terms.length === 0) return sure;
  return findWith(asked, fresh, sure.found.length > 0 ? least.likely : least.slip);
}

async function findWith({ ask, query, scope, terms }: Asked, fresh: { sources: Source[]; all: boolean }, atLeast: number): Promise<Findings> {
  const expanded = await expand(ask, terms, atLeast);
  const tsquery = toTsquery(expanded, query.has, atLeast);
  const isAny = terms.length === 0 && query.has.size === 0;
  // The rarest term bounds what all of them together give; when one may be missing, the commonest does.
  const counts = expanded.map(({ documents }) => documents);
  const documents = counts.length === 0 ? Number.POSITIVE_INFINITY : atLeast < least.sure ? Math.max(...counts) : Math.min(...counts);
  const indexed =
    tsquery === null && !isAny ? { keys: [], all: true } : await findCandidates(ask, { query, scope, tsquery: isAny ? null : tsquery, documents });
  const isFresh = new Set(fresh.sources.map(keyOf));
  const keys = indexed.keys.filter((key) => !isFresh.has(keyOf(key)));
  const sources = keys.length === 0 ? [] : await ask<Source>(SOURCES, [keys.map(({ conversation_id }) => conversation_id), keys.map(({ seq }) => seq)]);
  const known = await compare(sources, { expanded, query, scope, atLeast, known: true });
  const unknown = await compare(fresh.sources, { expanded, query, scope, atLeast, known: false });
  return { found: [...known.found, ...unknown.found], all: indexed.all && fresh.all && known.all && unknown.all };
}

type Comparison = { expanded: Expanded[]; query: Query; scope: Scope; atLeast: number; known: boolean };

async function compare(sources: Source[], { expanded, query, scope, atLeast, known }: Comparison): Promise<Findings> {
  const breath = new Breath();
  const found: Found[] = [];
  let left = mostText;
  for (const source of sources) {
    await breath.take();
    left -= Math.min(source.text.length, longestText);
    if (left < 0) return { found, all: false };
    if (!passes(source, query, scope)) continue;
    // A word of a message that was edited meanwhile may be unknown too; then the next rev is fresh.
    const match = matchFields(fieldsOf(source), expanded, { atLeast, known });
    if (match !== null) found.push({ source, match });
  }
  return { found, all: true };
}

function passes(source: Source, { has, before, after }: Query, { senders }: Scope): boolean {
  if (senders !== null && !senders.includes(source.sender_id)) return false;
  if (before !== null && source.created_at >= before) return false;
  if (after !== null && source.created_at < after) return false;
  const kinds = kindsOf(source);
  return [...has].every((kind) => kinds.includes(kind));
}

function keyOf({ conversation_id, seq }: { conversation_id: string; seq: number }): string {
  return `${conversation_id}.${seq}`;
}
