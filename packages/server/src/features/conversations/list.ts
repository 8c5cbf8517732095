import { z } from "zod";
import { fromCursor, toCursor } from "../../cursor.ts";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../dispatch.ts";
import { listConversations } from "./conversations.sql.ts";

const position = z.tuple([z.boolean(), z.iso.datetime(), z.uuid()]);

export const list: Implementation<"conversations.list"> = async (input, { app, actor }) => {
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const conversations = await listConversations(queryOf(app.pool), actor.user.id, {
    archived: input.archived,
    type: input.type ?? null,
    after: after === null ? null : { pinned: after[0], activityAt: after[1], id: after[2] },
    search: input.search?.trim() || null,
    limit: input.limit,
  });
  const last = conversations.at(-1);
  const full = conversations.length === input.limit && last !== undefined;
  return { conversations, nextCursor: full ? toCursor([last.me.pinned, last.activityAt, last.id]) : null };
};
