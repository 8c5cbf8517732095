import { timestamp } from "@parley/protocol";
import { z } from "zod";
import { fromCursor, toPage } from "../../cursor.ts";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { listConversations } from "./conversations.sql.ts";

const position = z.tuple([z.boolean(), timestamp, z.uuid()]);

export const list: Implementation<"conversations.list"> = async (input, { app, actor }) => {
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const found = await listConversations(queryOf(app.pool), actor.user.id, {
    archived: input.archived,
    type: input.type ?? null,
    after: after === null ? null : { pinned: after[0], activityAt: after[1], id: after[2] },
    search: input.search?.trim() || null,
    limit: input.limit + 1,
  });
  const { page, nextCursor } = toPage(found, input.limit, ({ me, activityAt, id }) => [me.pinned, activityAt, id]);
  return { conversations: page, nextCursor };
};
