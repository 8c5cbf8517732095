import { timestamp } from "@parley/protocol";
import { z } from "zod";
import type { Found } from "./find.ts";

/** A result's place: its score, then its time, then its conversation and seq. `now` is that of the first page, so that scores do not change on the way. */
export const position = z.tuple([z.number(), timestamp, z.string().max(100), z.number(), z.number()]);
export type Position = z.infer<typeof position>;

export type Ranked = Found & { position: Position };

/** What a message of this minute gains over one of long ago: less than an exact word over an inflected one. */
const freshness = 0.15;
const halfLifeDays = 30;
const dayMs = 86_400_000;

/** Best first. Equal matches are in order of time. */
export function rank(found: Found[], now: number): Ranked[] {
  return found.map((one) => ({ ...one, position: positionOf(one, now) })).sort((one, other) => compare(one.position, other.position));
}

export function isAfter(one: Position, other: Position): boolean {
  return compare(one, other) > 0;
}

function positionOf({ source, match }: Found, now: number): Position {
  const days = Math.max(0, (now - Date.parse(source.created_at)) / dayMs);
  const score = match.relevance + freshness / (1 + days / halfLifeDays);
  return [Math.round(score * 1e6) / 1e6, source.created_at, source.conversation_id, source.seq, now];
}

function compare([score, at, conversationId, seq]: Position, [otherScore, otherAt, otherConversationId, otherSeq]: Position): number {
  if (score !== otherScore) return otherScore - score;
  if (at !== otherAt) return at < otherAt ? 1 : -1;
  if (conversationId !== otherConversationId) return conversationId < otherConversationId ? 1 : -1;
  return otherSeq - seq;
}
