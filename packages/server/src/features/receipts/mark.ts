import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";

export const read: Implementation<"receipts.read"> = async (input, { app, actor }) =>
  mark(await app.receiptQueue.append({ conversationId: input.conversationId, userId: actor.user.id, readSeq: input.seq, deliveredSeq: input.seq }));

export const delivered: Implementation<"receipts.delivered"> = async (input, { app, actor }) =>
  mark(await app.receiptQueue.append({ conversationId: input.conversationId, userId: actor.user.id, readSeq: 0, deliveredSeq: input.seq }));

function mark(marks: { readSeq: number; deliveredSeq: number } | null): { readSeq: number; deliveredSeq: number } {
  if (marks === null) throw fail("not_found");
  return marks;
}
