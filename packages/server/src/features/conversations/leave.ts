import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { assignRole } from "./assignRole.ts";
import { type Change, changeConversation } from "./change.ts";
import { getConversation } from "./conversations.sql.ts";
import { endMembership } from "./endMembership.ts";
import { setOwn } from "./ownSettings.ts";
import { requireGroup } from "./rules.ts";

export const leave: Implementation<"conversations.leave"> = async (input, { app, actor }) => {
  // A conversation's type never changes, so what is read here without its lock still holds.
  if (input.direct === "archive" && (await getConversation(queryOf(app.pool), actor.user.id, input.conversationId)).type === "direct") {
    await setOwn(app, actor, input.conversationId, { archived: true });
    return {};
  }
  return changeConversation(app, input.conversationId, actor, async (change) => {
    requireGroup(change.conversation);
    await endMembership(change, actor.user.id);
    await change.say({ kind: "member_left", user: actor.user });
    if (change.member.role === "owner") await appointOwner(change);
    return {};
  });
};

/** A group keeps an owner: the longest-standing admin, else member. */
async function appointOwner(change: Change): Promise<void> {
  const { tx, conversation } = change;
  const remaining = tx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .where("conversation_id", "=", conversation.id)
    .where("left_at", "is", null);
  const owner = await remaining.select("user_id").where("members.role", "=", "owner").limit(1).executeTakeFirst();
  if (owner !== undefined) return;
  const heir = await remaining
    .select("user_id")
    .orderBy((eb) => eb.case().when("members.role", "=", "admin").then(0).else(1).end())
    .orderBy("joined_at")
    .orderBy("user_id")
    .limit(1)
    .executeTakeFirst();
  if (heir !== undefined) await assignRole(change, heir.user_id, "owner");
}
