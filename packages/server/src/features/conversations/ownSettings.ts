import { type Conversation, fail } from "@parley/protocol";
import { sql } from "kysely";
import type { Actor } from "../../actor.ts";
import type { App } from "../../app.ts";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { getConversation } from "./conversations.sql.ts";

/** Archive, mute and pin concern the actor alone: no rev, no lock, and only their own devices hear of it. */
export const archive: Implementation<"conversations.archive"> = (input, { app, actor }) =>
  setOwn(app, actor, input.conversationId, { archived: input.archived });

export const pin: Implementation<"conversations.pin"> = (input, { app, actor }) => setOwn(app, actor, input.conversationId, { pinned: input.pinned });

export const mute: Implementation<"conversations.mute"> = (input, { app, actor }) =>
  setOwn(app, actor, input.conversationId, { muted_until: input.muted ? (input.until ?? "infinity") : null });

type OwnSettings = { archived?: boolean; pinned?: boolean; muted_until?: string | null };

export async function setOwn(app: App, actor: Actor, conversationId: string, settings: OwnSettings): Promise<Conversation> {
  const { numUpdatedRows } = await app.db
    .updateTable("members")
    .set({ ...settings, version: sql<number>`version + 1` })
    .where("conversation_id", "=", conversationId)
    .where("user_id", "=", actor.user.id)
    .where("left_at", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw fail("not_found");
  const conversation = await getConversation(queryOf(app.pool), actor.user.id, conversationId);
  app.publisher.publish({ name: "membership.updated", payload: { conversationId, membership: conversation.me }, to: { kind: "user", userId: actor.user.id } });
  return conversation;
}
