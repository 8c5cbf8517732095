import type { Implementation } from "../../implementation.ts";
import { assignRole } from "./assignRole.ts";
import { type Change, changeConversation } from "./change.ts";
import { endMembership } from "./endMembership.ts";
import { archive } from "./ownSettings.ts";
import { requireGroup } from "./rules.ts";

export const leave: Implementation<"conversations.leave"> = async (input, call) => {
  const { app, actor } = call;
  const left = await changeConversation(app, input.conversationId, actor, async (change) => {
    if (input.direct === "archive" && change.conversation.type === "direct") return false;
    requireGroup(change.conversation);
    await endMembership(change, actor.user.id);
    await change.say({ kind: "member_left", user: actor.user });
    if (change.member.role === "owner") await appointOwner(change);
    return true;
  });
  if (!left) await archive({ conversationId: input.conversationId, archived: true }, call);
  return {};
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
