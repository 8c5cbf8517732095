import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { changeConversation } from "./change.ts";
import { getConversation } from "./conversations.sql.ts";
import { requireGroup, requireRole } from "./rules.ts";

export const update: Implementation<"conversations.update"> = async (input, { app, actor }) => {
  await changeConversation(app, input.conversationId, actor, async (change) => {
    const { conversation, member, tx } = change;
    requireGroup(conversation);
    requireRole(member, ["owner", "admin"]);
    const title = input.title === undefined ? conversation.title : (input.title?.trim() ?? null);
    const imageUrl = input.imageUrl === undefined ? conversation.image_url : input.imageUrl;
    const history = input.history ?? conversation.history;
    if (title === conversation.title && imageUrl === conversation.image_url && history === conversation.history) return;
    await tx.updateTable("conversations").set({ title, image_url: imageUrl, history }).where("id", "=", conversation.id).execute();
    if (title !== conversation.title) await change.say({ kind: "title_changed", title });
    if (imageUrl !== conversation.image_url) await change.say({ kind: "image_changed" });
    change.recordConversation("conversation.updated");
  });
  return getConversation(queryOf(app.pool), actor.user.id, input.conversationId);
};
