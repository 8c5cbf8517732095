import { fail, type SystemNotice } from "@parley/protocol";
import type { Selectable, Transaction } from "kysely";
import type { Actor } from "../../actor.ts";
import type { App } from "../../app.ts";
import { inTransaction } from "../../db/inTransaction.ts";
import { type MessageRow, toMessage } from "../../db/messageRow.ts";
import type { Database } from "../../db/schema.ts";
import { ConversationChange, type ConversationRow, publishAll } from "./conversationChange.ts";

type MemberRow = Selectable<Database["members"]>;

/** A change by one of the members. */
export class Change extends ConversationChange {
  /** The actor's own membership, as of the lock. */
  readonly member: MemberRow;
  readonly #actor: Actor;

  constructor(tx: Transaction<Database>, conversation: ConversationRow, member: MemberRow, actor: Actor) {
    super(tx, conversation);
    this.member = member;
    this.#actor = actor;
  }

  /** Writes a system message. */
  async say(notice: SystemNotice): Promise<void> {
    const seq = this.takeSeq();
    const { user } = this.#actor;
    const row = await this.tx
      .insertInto("messages")
      .values({
        conversation_id: this.conversation.id,
        seq,
        rev: this.nextRev,
        sender_id: user.id,
        type: "system",
        text: "",
        notice: JSON.stringify(notice),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.tx
      .updateTable("members")
      .set({ read_seq: seq, delivered_seq: seq })
      .where("conversation_id", "=", this.conversation.id)
      .where("user_id", "=", user.id)
      .execute();
    const message = toMessage({ ...row, sender_name: user.name, sender_image_url: user.imageUrl } as MessageRow);
    this.record("message.created", { message }, { seq });
  }
}

/**
 * Locks the conversation, lets `work` change it as one of its members, commits,
 * then publishes. Throws `not_found` for everybody else. The lock is what makes
 * two changes happen one after the other; membership is read after taking it.
 */
export async function changeConversation<Result>(app: App, conversationId: string, actor: Actor, work: (change: Change) => Promise<Result>): Promise<Result> {
  const { result, publications } = await inTransaction(app.db, async (tx) => {
    const conversation = await tx.selectFrom("conversations").selectAll().where("id", "=", conversationId).forUpdate().executeTakeFirst();
    const member = await tx
      .selectFrom("members")
      .selectAll()
      .where("conversation_id", "=", conversationId)
      .where("user_id", "=", actor.user.id)
      .where("left_at", "is", null)
      .executeTakeFirst();
    if (conversation === undefined || member === undefined) throw fail("not_found");
    const change = new Change(tx, conversation, member, actor);
    const result = await work(change);
    return { result, publications: await change.finish() };
  });
  publishAll(app, publications);
  return result;
}
