import { z } from "zod";
import { fromCursor, toCursor } from "../../cursor.ts";
import type { Implementation } from "../../dispatch.ts";
import { requireMember } from "./access.ts";
import { toMember } from "./membership.ts";

const position = z.tuple([z.iso.datetime(), z.string()]);

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
    .limit(input.limit)
    .execute();
  const last = rows.at(-1);
  return { members: rows.map(toMember), nextCursor: rows.length === input.limit && last !== undefined ? toCursor([last.joined_at, last.user_id]) : null };
};
