import type { Change } from "./change.ts";

/** Which of these people are members now. */
export async function listPresent({ tx, conversation }: Change, userIds: string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("members")
    .select("user_id")
    .where("conversation_id", "=", conversation.id)
    .where("user_id", "in", userIds)
    .where("left_at", "is", null)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}
