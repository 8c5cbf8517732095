import type { MemberRole } from "@parley/protocol";
import type { Change } from "./change.ts";
import { toMember } from "./membership.ts";

/** Changes a member's role, in the log of the conversation and for everybody to see. */
export async function assignRole(change: Change, userId: string, role: MemberRole): Promise<void> {
  const { tx, conversation } = change;
  const row = await tx
    .updateTable("members")
    .from("users")
    .set({ role, rev: change.nextRev })
    .whereRef("users.id", "=", "members.user_id")
    .where("conversation_id", "=", conversation.id)
    .where("user_id", "=", userId)
    .returningAll("members")
    .returning(["users.name", "users.image_url"])
    .executeTakeFirstOrThrow();
  const member = toMember(row);
  change.record("member.updated", { member });
  await change.say({ kind: "role_changed", user: member.user, role });
}
