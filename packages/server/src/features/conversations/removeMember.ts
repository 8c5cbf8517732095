import { fail } from "@parley/protocol";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { changeConversation } from "./change.ts";
import { getConversation } from "./conversations.sql.ts";
import { endMembership } from "./endMembership.ts";
import { mayRemove, requireGroup, requireRole } from "./rules.ts";
import { findTarget } from "./target.ts";

export const removeMember: Implementation<"conversations.removeMember"> = async (input, { app, actor }) => {
  await changeConversation(app, input.conversationId, actor, async (change) => {
    requireGroup(change.conversation);
    requireRole(change.member, ["owner", "admin"]);
    if (input.userId === actor.user.id) throw fail("forbidden", { detail: "To go yourself, leave the conversation." });
    const target = await findTarget(change, input.userId);
    if (!mayRemove(change.member.role, target.role)) throw fail("forbidden");
    await endMembership(change, input.userId);
    await change.say({ kind: "member_removed", user: target.user });
  });
  return getConversation(queryOf(app.pool), actor.user.id, input.conversationId);
};
