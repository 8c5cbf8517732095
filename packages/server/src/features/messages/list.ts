import { fromMessageId, type Message } from "@parley/protocol";
import { Encoded } from "../../encoded.ts";
import type { Call, Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";
import { findLastBefore, type HistoryPage, listBySeq, listHistory, type Range } from "./messages.sql.ts";

export const list: Implementation<"messages.list"> = async (input, { app, actor }) => {
  const { conversationId } = input;
  const range = input.offset === undefined && input.beforeTime === undefined ? toRange(input) : await toRangeFromEnd(input, { app, actor });
  const key = `${conversationId} ${range.low ?? ""} ${range.high} ${range.limit} ${input.count ?? ""}`;
  const kept = app.pages.get(key);
  if (kept !== undefined) {
    const { rev, firstSeq } = await requireMember(app.pool, conversationId, actor.user.id);
    if (rev === kept.rev && firstSeq === kept.firstSeq) return kept.output;
  }
  const names = app.pages.names;
  const page = await listHistory(app.pool, conversationId, actor.user.id, range);
  const quoted = await listBySeq(app.pool, conversationId, actor.user.id, missingQuotes(page.messages));
  const total = input.count === true ? { total: Math.max(0, page.lastSeq - page.firstSeq + 1) } : {};
  const output = Encoded.of({ messages: page.messages, quoted, ...bounds(page, range), ...total });
  if (names === app.pages.names) app.pages.set(key, { rev: page.rev, firstSeq: page.firstSeq, output: output.lean() });
  return output;
};

type FromEnd = { conversationId: string; limit: number; beforeTime?: string | undefined; offset?: number | undefined };

/** The end is looked up first: the newest message, or the newest of before that moment. What arrives meanwhile moves nothing. */
async function toRangeFromEnd({ conversationId, limit, beforeTime, offset = 0 }: FromEnd, { app, actor }: Pick<Call, "app" | "actor">): Promise<Range> {
  const { lastSeq } = await requireMember(app.pool, conversationId, actor.user.id);
  const end = beforeTime === undefined ? lastSeq : await findLastBefore(app.pool, { conversationId, lastSeq, time: beforeTime });
  return { low: null, high: Math.max(0, end - offset), limit };
}

/** Messages that these reply to and that are not among them. */
function missingQuotes(messages: Message[]): number[] {
  const held = new Set(messages.map((message) => message.id));
  return [...new Set(messages.flatMap((message) => (message.replyTo !== null && !held.has(message.replyTo) ? [fromMessageId(message.replyTo).seq] : [])))];
}

function bounds({ messages, firstSeq, lastSeq }: HistoryPage, range: Range): { hasOlder: boolean; hasNewer: boolean } {
  const first = messages[0]?.seq;
  const last = messages.at(-1)?.seq;
  return {
    // An empty page lies beyond one end of what the member may read.
    hasOlder: first === undefined ? lastSeq >= firstSeq && (range.low ?? 0) > lastSeq : first > firstSeq,
    hasNewer: last === undefined ? lastSeq >= firstSeq && range.high < firstSeq : last < lastSeq,
  };
}

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
