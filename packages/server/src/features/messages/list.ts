import { fromMessageId } from "@parley/protocol";
import type { Implementation } from "../../dispatch.ts";
import { listBySeq, listHistory, type Range } from "./messages.sql.ts";

export const list: Implementation<"messages.list"> = async (input, { app, actor }) => {
  const { messages, firstSeq, lastSeq } = await listHistory(app.pool, input.conversationId, actor.user.id, toRange(input));
  const held = new Set(messages.map((message) => message.id));
  const missing = new Set(messages.flatMap((message) => (message.replyTo !== null && !held.has(message.replyTo) ? [fromMessageId(message.replyTo).seq] : [])));
  const quoted = missing.size === 0 ? [] : await listBySeq(app.pool, input.conversationId, actor.user.id, [...missing]);
  const first = messages[0]?.seq;
  const last = messages.at(-1)?.seq;
  return {
    messages,
    quoted,
    hasOlder: first === undefined ? input.after !== undefined && lastSeq >= firstSeq : first > firstSeq,
    hasNewer: last === undefined ? input.before !== undefined && lastSeq >= firstSeq : last < lastSeq,
  };
};

/** seq has no gaps, so every kind of page is a range. */
function toRange({
  limit,
  before,
  after,
  around,
}: {
  limit: number;
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
}): Range {
  if (after !== undefined) return { low: after + 1, high: after + limit, limit };
  if (around !== undefined) {
    const low = around - Math.floor(limit / 2);
    return { low, high: low + limit - 1, limit };
  }
  return { low: null, high: before === undefined ? Number.MAX_SAFE_INTEGER : before - 1, limit };
}
