import { fail, limits } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import type { Change } from "../conversations/index.ts";
import { changeMessage } from "./changeMessage.ts";

export const pin: Implementation<"messages.pin"> = (input, { app, actor }) =>
  changeMessage(app, actor, input.messageId, "message.pinned", async ({ change, row, leads }) => {
    if (change.conversation.type === "group" && !leads) throw fail("forbidden");
    if (row.deleted_at !== null) throw fail("message_deleted");
    if (input.pinned === (row.pinned_at !== null)) return null;
    if (input.pinned && (await countPinned(change)) >= limits.pinsPerConversation) throw fail("limit_reached", { limit: limits.pinsPerConversation });
    return { pinned_at: input.pinned ? new Date() : null };
  });

async function countPinned({ tx, conversation }: Change): Promise<number> {
  const { count } = await tx
    .selectFrom("messages")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("conversation_id", "=", conversation.id)
    .where("pinned_at", "is not", null)
    .executeTakeFirstOrThrow();
  return count;
}
