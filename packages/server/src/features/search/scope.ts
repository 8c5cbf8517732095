import { fail } from "@parley/protocol";
import type { Query as Ask } from "../../db/query.ts";
import { nameMatches } from "../../language/index.ts";
import { findPeopleAmong } from "../users/index.ts";
import type { Query } from "./query.ts";
import { SCOPE } from "./search.sql.ts";

type ScopeRow = {
  id: string;
  first_seq: number;
  read_seq: number;
  last_seq: number;
  last_rev: number;
  type: "direct" | "group";
  title: string | null;
  context_title: string | null;
  indexed_rev: number;
  indexed_seq: number;
};

/** A conversation to be searched, from `low` on. */
export type Place = { id: string; low: number; high: number; lastRev: number; indexedRev: number; indexedSeq: number };
/** Where to look, and for whose messages (null: everybody's). */
export type Scope = { places: Place[]; senders: string[] | null };

/** Judged by membership now; `not_found` for a conversation that is named by its id and not the actor's. */
export async function readScope(ask: Ask, actorId: string, conversationId: string | null, query: Query): Promise<Scope> {
  let rows = await ask<ScopeRow>(SCOPE, [actorId, conversationId]);
  if (conversationId !== null && rows.length === 0) throw fail("not_found");
  const ids = rows.map(({ id }) => id);
  if (query.in.length > 0) {
    const partners = new Set(
      (await Promise.all(query.in.map((name) => findPeopleAmong(ask, ids, name))))
        .flat()
        .filter(({ id }) => id !== actorId)
        .map(({ conversationId }) => conversationId),
    );
    rows = rows.filter((row) => query.in.some((title) => titleMatches(title, row)) || (row.type === "direct" && partners.has(row.id)));
  }
  const places = rows
    .map((row) => ({
      id: row.id,
      low: Math.max(row.first_seq, query.unread ? row.read_seq + 1 : 0),
      high: row.last_seq,
      lastRev: row.last_rev,
      indexedRev: row.indexed_rev,
      indexedSeq: row.indexed_seq,
    }))
    .filter(({ low, high }) => low <= high);
  return { places, senders: await readSenders(ask, actorId, ids, query) };
}

function titleMatches(title: string, row: ScopeRow): boolean {
  return [row.title, row.context_title].some((own) => own !== null && (own.toLowerCase().includes(title.toLowerCase()) || nameMatches(title, own)));
}

async function readSenders(ask: Ask, actorId: string, conversationIds: string[], { from, fromId }: Query): Promise<string[] | null> {
  if (from.length === 0) return fromId === null ? null : [fromId];
  const named = from.filter((name) => name.toLowerCase() !== "me");
  const found = (await Promise.all(named.map((name) => findPeopleAmong(ask, conversationIds, name)))).flat().map(({ id }) => id);
  const senders = new Set([...found, ...(named.length < from.length ? [actorId] : [])]);
  return [...senders].filter((id) => fromId === null || id === fromId);
}
