import { fail, fromMessageId, type Message } from "@parley/protocol";
import type { Updateable } from "kysely";
import type { Actor } from "../../actor.ts";
import type { App } from "../../app.ts";
import { toMessage } from "../../db/messageRow.ts";
import type { Database } from "../../db/schema.ts";
import { type Change, changeConversation } from "../conversations/index.ts";
import { findInConversation, type LockedRow } from "./messages.sql.ts";

/** A message under the lock of its conversation, with what the actor is there. */
export type Target = { change: Change; row: LockedRow; own: boolean; leads: boolean };

type MessageEvent = "message.edited" | "message.deleted" | "message.reacted" | "message.pinned" | "message.previewed";

/**
 * Changes one message: `judge` refuses by throwing, or returns the new columns
 * (null: it is so already, nothing happens). Out of reach is `not_found`:
 * no such message, not a member, or from before the member may read.
 */
export async function changeMessage(
  app: App,
  actor: Actor,
  messageId: string,
  event: MessageEvent,
  judge: (target: Target) => Updateable<Database["messages"]> | null | Promise<Updateable<Database["messages"]> | null>,
): Promise<{ message: Message }> {
  const { conversationId, seq } = fromMessageId(messageId);
  return changeConversation(app, conversationId, actor, async (change) => {
    const row = await findInConversation(change, seq);
    if (row === undefined || seq < change.member.first_seq) throw fail("not_found");
    const leads = change.conversation.type === "group" && change.member.role !== "member";
    const columns = await judge({ change, row, own: row.sender_id === actor.user.id, leads });
    if (columns === null) return { message: toMessage(row) };
    await change.tx
      .updateTable("messages")
      .set({ ...columns, rev: change.nextRev, changed: true })
      .where("conversation_id", "=", conversationId)
      .where("seq", "=", seq)
      .execute();
    const changed = await findInConversation(change, seq);
    if (changed === undefined) throw new Error("the message vanished under its lock");
    const message = toMessage(changed);
    change.record(event, { message }, { seq });
    return { message };
  });
}
