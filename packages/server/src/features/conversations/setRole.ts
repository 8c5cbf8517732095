import { fail } from "@parley/protocol";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { assignRole } from "./assignRole.ts";
import { type Change, changeConversation } from "./change.ts";
import { getConversation } from "./conversations.sql.ts";
import { requireGroup, requireRole } from "./rules.ts";
import { findTarget } from "./target.ts";

export const setRole: Implementation<"conversations.setRole"> = async (input, { app, actor }) => {
  await changeConversation(app, input.conversationId, actor, async (change) => {
    requireGroup(change.conversation);
    requireRole(change.member, ["owner"]);
    const target = await findTarget(change, input.userId);
    if (target.role === input.role) return;
    if (target.role === "owner" && (await countOwners(change)) === 1) throw fail("last_owner");
    await assignRole(change, input.userId, input.role);
  });
  return getConversation(queryOf(app.pool), actor.user.id, input.conversationId);
};

async function countOwners({ tx, conversation }: Change): Promise<number> {
  const { count } = await tx
    .selectFrom("members")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("conversation_id", "=", conversation.id)
    .where("left_at", "is", null)
    .where("role", "=", "owner")
    .executeTakeFirstOrThrow();
  return count;
}
