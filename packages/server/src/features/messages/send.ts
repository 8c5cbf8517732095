import { type ErrorCode, fail, fromMessageId, type Message, toMessageId } from "@parley/protocol";
import type { Call, Implementation } from "../../implementation.ts";
import { getMessage } from "./messages.sql.ts";
import type { SendStatus } from "./send.sql.ts";
import type { SendOutcome } from "./sendQueue.ts";

const refusals: Partial<Record<SendStatus, ErrorCode>> = {
  not_found: "not_found",
  reply_not_found: "reply_not_found",
  mention_not_a_member: "mention_not_a_member",
  attachment_not_found: "attachment_not_found",
  key_reused: "idempotency_key_reused",
};

export const send: Implementation<"messages.send"> = async (input, call) => {
  const { app, actor } = call;
  const mentions = input.mentions === undefined || input.mentions.length === 0 ? null : [...new Set(input.mentions)];
  const outcome = await app.sendQueue.append({
    conversationId: input.conversationId,
    senderId: actor.user.id,
    clientId: input.clientId ?? null,
    text: input.text,
    replySeq: replySeq(input.conversationId, input.replyTo),
    mentions,
    previews: input.previews ?? true,
    attachmentIds: input.attachmentIds ?? null,
  });
  const refusal = refusals[outcome.status];
  if (refusal !== undefined) throw fail(refusal);
  if (outcome.status === "duplicate")
    return { message: await getMessage(app.pool, { conversationId: input.conversationId, seq: outcome.seq, userId: actor.user.id }) };

  const message: Message = {
    id: toMessageId(input.conversationId, outcome.seq),
    conversationId: input.conversationId,
    seq: outcome.seq,
    rev: outcome.rev,
    sender: actor.user,
    clientId: input.clientId ?? null,
    type: outcome.type,
    text: input.text,
    mentions: mentions ?? [],
    attachments: outcome.attachments,
    previews: [],
    replyTo: input.replyTo ?? null,
    reactions: [],
    notice: null,
    version: 1,
    createdAt: outcome.createdAt,
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  };
  publish(call, message, outcome);
  return { message };
};

function replySeq(conversationId: string, replyTo: string | undefined): number | null {
  if (replyTo === undefined) return null;
  const target = fromMessageId(replyTo);
  if (target.conversationId !== conversationId) throw fail("reply_not_found");
  return target.seq;
}

function publish({ app }: Call, message: Message, { memberRev, commit }: SendOutcome): void {
  const { conversationId, seq, rev } = message;
  app.outbox.publish(commit, { name: "message.created", payload: { conversationId, rev, message }, to: { kind: "members", conversationId, memberRev, seq } });
}
