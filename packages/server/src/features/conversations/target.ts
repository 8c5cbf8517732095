import { fail, type Member } from "@parley/protocol";
import type { Change } from "./change.ts";
import { toMember } from "./membership.ts";

/** The member whom an operation is about; throws `not_a_member`. */
export async function findTarget({ tx, conversation }: Change, userId: string): Promise<Member> {
  const row = await tx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .selectAll("members")
    .select(["users.name", "users.image_url"])
    .where("conversation_id", "=", conversation.id)
    .where("user_id", "=", userId)
    .where("left_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) throw fail("not_a_member", { userId });
  return toMember(row);
}
