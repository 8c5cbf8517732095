import type { Change } from "./change.ts";

/** Ends a membership. The row stays, so that marks survive a return; the one who goes hears it as the last thing. */
export async function endMembership(change: Change, userId: string): Promise<void> {
  await change.tx
    .updateTable("members")
    .set({ left_at: new Date(), rev: change.nextRev, role: "member", pinned: false, archived: false, muted_until: null })
    .where("conversation_id", "=", change.conversation.id)
    .where("user_id", "=", userId)
    .execute();
  change.countMembers(-1);
  change.record("member.removed", { memberCount: change.memberCount, userId }, { also: [userId] });
}
