import { limits } from "@parley/protocol";
import { type MessageRow, toMessage } from "../../db/messageRow.ts";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";

export const listPinned: Implementation<"messages.listPinned"> = async (input, { app, actor }) => {
  const { firstSeq } = await requireMember(app.pool, input.conversationId, actor.user.id);
  const rows: MessageRow[] = await app.db
    .selectFrom("messages")
    .leftJoin("users", "users.id", "messages.sender_id")
    .selectAll("messages")
    .select(["users.name as sender_name", "users.image_url as sender_image_url"])
    .where("conversation_id", "=", input.conversationId)
    .where("pinned_at", "is not", null)
    .where("seq", ">=", firstSeq)
    .orderBy("pinned_at", "desc")
    .orderBy("seq", "desc")
    .limit(limits.pinsPerConversation)
    .execute();
  return { messages: rows.map(toMessage) };
};
