import { fail, limits, type MemberRole, type User } from "@parley/protocol";
import { sql } from "kysely";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { requireUsers } from "../users/index.ts";
import { type Change, changeConversation } from "./change.ts";
import { getConversation } from "./conversations.sql.ts";
import { toMember } from "./membership.ts";
import { listPresent } from "./present.ts";
import { requireGroup, requireRole } from "./rules.ts";

export const addMembers: Implementation<"conversations.addMembers"> = async (input, { app, actor }) => {
  await changeConversation(app, input.conversationId, actor, async (change) => {
    requireGroup(change.conversation);
    requireRole(change.member, input.role === "admin" ? ["owner"] : ["owner", "admin"]);
    const users = await requireUsers(change.tx, [...new Set(input.userIds)]);
    const present = await listPresent(change, input.userIds);
    const newcomers = users.filter((user) => !present.has(user.id));
    if (newcomers.length === 0) throw fail("already_a_member");
    if (change.memberCount + newcomers.length > limits.membersPerConversation) throw fail("limit_reached", { limit: limits.membersPerConversation });
    await join(change, newcomers, input.role);
  });
  return getConversation(queryOf(app.pool), actor.user.id, input.conversationId);
};

/** What was said before is theirs to read only if the conversation says so, and is never unread. */
async function join(change: Change, newcomers: User[], role: MemberRole): Promise<void> {
  const { tx, conversation, lastSeq } = change;
  const fresh = { role, first_seq: conversation.history === "all" ? 1 : lastSeq + 1, rev: change.nextRev };
  const rows = await tx
    .insertInto("members")
    .values(newcomers.map((user) => ({ conversation_id: conversation.id, user_id: user.id, ...fresh, read_seq: lastSeq, delivered_seq: lastSeq })))
    .onConflict((conflict) =>
      conflict.columns(["conversation_id", "user_id"]).doUpdateSet({
        ...fresh,
        joined_at: sql<string>`now()`,
        left_at: null,
        read_seq: lastSeq,
        delivered_seq: lastSeq,
        version: sql<number>`members.version + 1`,
      }),
    )
    .returningAll()
    .execute();
  change.countMembers(newcomers.length);
  const byId = new Map(newcomers.map((user) => [user.id, user]));
  const members = rows.map((row) => toMember({ ...row, name: byId.get(row.user_id)?.name ?? "", image_url: byId.get(row.user_id)?.imageUrl ?? null }));
  change.record("member.added", { memberCount: change.memberCount, members });
  await change.say({ kind: "members_added", users: newcomers });
}
