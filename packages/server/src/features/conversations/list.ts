import { timestamp } from "@parley/protocol";
import { z } from "zod";
import { fromCursor, toPage } from "../../cursor.ts";
import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { countConversations, listConversations } from "./conversations.sql.ts";

const position = z.tuple([z.boolean(), timestamp, z.uuid()]);

export const list: Implementation<"conversations.list"> = async (input, { app, actor }) => {
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const filter = {
    archived: input.includeArchived === true ? null : input.archived,
    type: input.type ?? null,
    contextType: input.contextType ?? null,
    contextId: input.contextId ?? null,
    after: after === null ? null : { pinned: after[0], activityAt: after[1], id: after[2] },
    search: input.search?.trim() || null,
    limit: input.limit + 1,
    offset: after === null ? (input.offset ?? 0) : 0,
  };
  const found = await listConversations(queryOf(app.pool), actor.user.id, filter);
  const { page, nextCursor } = toPage(found, input.limit, ({ me, activityAt, id }) => [me.pinned, activityAt, id]);
  const total = input.count === true ? { total: await countConversations(queryOf(app.pool), actor.user.id, filter) } : {};
  return { conversations: page, nextCursor, ...total };
};
