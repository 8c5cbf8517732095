import { limits } from "@parley/protocol";
import type { App } from "../../app.ts";
import { queryIn } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { getConversation, requireMember } from "../conversations/index.ts";
import { listChangedMembers, listChangedMessages, listMarks } from "./changes.sql.ts";

/**
 * Sync. Conversation, members and messages are read from one snapshot, so that
 * "complete up to rev" is true of all of them. Marks are never skipped: they
 * have no rev, only move forward, and are sent whole.
 */
export const changes: Implementation<"messages.changes"> = async (input, { app, actor }) => {
  const { conversationId, sinceRev, sinceSeq, limit } = input;
  const { firstSeq } = await requireMember(app.pool, conversationId, actor.user.id);
  return inSnapshot(app, async (query) => {
    const conversation = await getConversation(query, actor.user.id, conversationId);
    const nothing = { messages: [], members: [], marks: [], more: false, rev: conversation.rev, seq: conversation.lastSeq };
    const behind = conversation.rev - sinceRev;
    if (behind < 0 || sinceSeq > conversation.lastSeq || behind > limits.syncChanges) return { reset: true, conversation, ...nothing };

    const marks = conversation.memberCount <= limits.receiptMembers ? await listMarks(query, conversationId) : [];
    if (behind === 0) return { reset: false, conversation, ...nothing, marks };
    const messages = await listChangedMessages(query, { conversationId, sinceRev, sinceSeq, firstSeq, limit });
    const members = await listChangedMembers(query, conversationId, sinceRev);
    const more = messages.length === limit;
    return {
      reset: false,
      conversation,
      messages,
      members,
      marks,
      rev: more ? (messages.at(-1)?.rev ?? conversation.rev) : conversation.rev,
      seq: more ? messages.reduce((highest, message) => Math.max(highest, message.seq), sinceSeq) : conversation.lastSeq,
      more,
    };
  });
};

async function inSnapshot<Result>(app: App, read: (query: ReturnType<typeof queryIn>) => Promise<Result>): Promise<Result> {
  return app.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((tx) => read(queryIn(tx)));
}
