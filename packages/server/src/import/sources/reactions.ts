import { emoji, limits } from "@parley/protocol";
import type { StoredReaction } from "../../db/schema.ts";
import { type Fields, isFields, pick, toTime, toUserId } from "../fields.ts";
import type { Reading } from "../source.ts";

/** One emoji of a person once, as here. Those of Firebase may be an object by key. */
export function toReactions(value: unknown, message: { about: string; createdAt: string | null }, reading: Reading): StoredReaction[] | null {
  const list = Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
  const reactions = new Map<string, StoredReaction>();
  for (const each of list) {
    const reaction = toReaction(isFields(each) ? each : {}, message, reading);
    const key = JSON.stringify([reaction?.emoji, reaction?.userId]);
    if (reaction === null || reactions.has(key) || reactions.size === limits.reactionsPerMessage)
      reading.note("reaction_left_out", `${message.about}: ${JSON.stringify(each)?.slice(0, 60)}`);
    else reactions.set(key, reaction);
  }
  return reactions.size === 0 ? null : [...reactions.values()];
}

function toReaction(fields: Fields, { about, createdAt }: { about: string; createdAt: string | null }, reading: Reading): StoredReaction | null {
  const shown = emoji.safeParse(pick(fields, "emoji", "reaction"));
  const userId = toUserId(pick(fields, "userId", "user_id", "user"), reading);
  if (!shown.success || userId === null) return null;
  const at = toTime(pick(fields, "timestamp", "createdAt", "created_at"), about, reading) ?? createdAt ?? new Date(reading.nowMs).toISOString();
  return { emoji: shown.data, userId, createdAt: new Date(at).toISOString() };
}
