import { limits } from "@parley/protocol";
import type { Query as Ask } from "../../db/query.ts";
import type { Source } from "./document.ts";
import type { Query } from "./query.ts";
import type { Place, Scope } from "./scope.ts";
import { BY_INDEX, BY_WALK, FRESH } from "./search.sql.ts";

type Key = { conversation_id: string; seq: number };
/** The newest of what may match. `all`: there is no more. */
export type Candidates = { keys: Key[]; all: boolean };

/** The index gives all messages with a word before any is left out; of more than this, walking the newest is quicker. */
const mostByIndex = 20_000;
const firstStretch = 64;
const stretchGrowth = 4;
/** A walk that finds little ends here, and says that there may be more. */
const walkMs = 1000;
/** Messages that the index does not know yet, for one search. The indexer is seconds behind, unless it has just begun. */
const mostFresh = 1000;
const leastFreshEach = 20;

type Asked = { query: Query; scope: Scope; tsquery: string | null; documents: number };

/** From the index. */
export async function findCandidates(ask: Ask, asked: Asked): Promise<Candidates> {
  const { scope, tsquery, documents } = asked;
  const size = scope.places.reduce((sum, { low, high }) => sum + high - low + 1, 0);
  return tsquery !== null && documents <= mostByIndex && documents <= size ? byIndex(ask, asked) : byWalk(ask, asked);
}

async function byIndex(ask: Ask, { query, scope, tsquery }: Asked): Promise<Candidates> {
  const most = limits.searchHits + 1;
  const values = [tsquery, scope.places.map(({ id }) => id), scope.places.map(({ low }) => low), scope.senders, query.after, query.before, most];
  return cut(await ask<Key>(BY_INDEX, values));
}

async function byWalk(ask: Ask, { query, scope, tsquery }: Asked): Promise<Candidates> {
  const until = performance.now() + walkMs;
  const most = limits.searchHits + 1;
  const keys: Key[] = [];
  let stretches = scope.places.map(({ id, low, indexedSeq }) => ({ id, low, high: indexedSeq }));
  for (let length = firstStretch; keys.length < most; length *= stretchGrowth) {
    stretches = stretches.filter(({ low, high }) => low <= high);
    if (stretches.length === 0) return cut(keys);
    if (performance.now() > until) return { keys, all: false };
    const lows = stretches.map(({ low, high }) => Math.max(low, high - length + 1));
    const highs = stretches.map(({ high }) => high);
    keys.push(...(await ask<Key>(BY_WALK, [tsquery, stretches.map(({ id }) => id), lows, scope.senders, query.after, query.before, most, highs])));
    stretches = stretches.map((stretch, index) => ({ ...stretch, high: (lows[index] as number) - 1 }));
  }
  return cut(keys);
}

function cut(keys: Key[]): Candidates {
  return { keys: keys.slice(0, limits.searchHits), all: keys.length <= limits.searchHits };
}

/** Not from the index: what came or changed since. */
export async function findFresh(ask: Ask, { places }: Scope): Promise<{ sources: Source[]; all: boolean }> {
  const behind = places.filter(isBehind);
  if (behind.length === 0) return { sources: [], all: true };
  const each = mostFreshEach(behind.length);
  const marks = [
    behind.map(({ id }) => id),
    behind.map(({ low }) => low),
    behind.map(({ indexedRev }) => indexedRev),
    behind.map(({ indexedSeq }) => indexedSeq),
  ];
  const sources = await ask<Source>(FRESH, [...marks, each, mostFresh]);
  return { sources, all: behind.every((place) => lagOf(place) < each) && sources.length < mostFresh };
}

/** The conversations that are behind, when that is more than `findFresh` gives; else none. */
export function tooFarBehind({ places }: Scope): string[] {
  const behind = places.filter(isBehind);
  const each = mostFreshEach(behind.length);
  const sum = behind.reduce((total, place) => total + lagOf(place), 0);
  return behind.every((place) => lagOf(place) < each) && sum < mostFresh ? [] : behind.map(({ id }) => id);
}

/** Of each conversation twice its share: before the first indexing all of them are behind by everything. */
function mostFreshEach(conversations: number): number {
  return Math.min(mostFresh, Math.max(leastFreshEach, Math.ceil((2 * mostFresh) / conversations)));
}

function isBehind({ high, lastRev, indexedSeq, indexedRev }: Place): boolean {
  return high > indexedSeq || lastRev > indexedRev;
}

function lagOf({ high, lastRev, indexedSeq, indexedRev }: Place): number {
  return Math.max(high - indexedSeq, lastRev - indexedRev);
}
