import { timestamp, userId } from "@parley/protocol";
import { z } from "zod";
import { fromCursor, toPage } from "../../cursor.ts";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "./access.ts";
import { toMember } from "./membership.ts";

const position = z.tuple([timestamp, userId]);

export const listMembers: Implementation<"conversations.listMembers"> = async (input, { app, actor }) => {
  await requireMember(app.pool, input.conversationId, actor.user.id);
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const rows = await app.db
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .selectAll("members")
    .select(["users.name", "users.image_url"])
    .where("conversation_id", "=", input.conversationId)
    .where("left_at", "is", null)
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple("joined_at", "user_id"), ">", eb.tuple(after?.[0] ?? "", after?.[1] ?? ""))))
    .orderBy("joined_at")
    .orderBy("user_id")
    .limit(input.limit + 1)
    .execute();
  const { page, nextCursor } = toPage(rows, input.limit, (row) => [row.joined_at, row.user_id]);
  return { members: page.map(toMember), nextCursor };
};
