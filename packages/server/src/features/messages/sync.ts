import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { findConversations } from "../conversations/index.ts";

/** Which of the conversations on a device it must look at again. One indexed read per conversation. */
export const sync: Implementation<"messages.sync"> = async (input, { app, actor }) => {
  const held = new Map(input.known.map((entry) => [entry.conversationId, entry]));
  const ids = [...held.keys()];
  const { rows } = await app.pool.query<{ id: string; rev: number; version: number }>({
    name: "sync",
    text: `select c.id, c.last_rev as rev, m.version from members m join conversations c on c.id = m.conversation_id
      where m.user_id = $1 and m.left_at is null and m.conversation_id = any($2::uuid[])`,
    values: [actor.user.id, ids],
  });
  const current = new Map(rows.map((row) => [row.id, row]));
  const stale = rows.filter((row) => held.get(row.id)?.rev !== row.rev || held.get(row.id)?.version !== row.version).map((row) => row.id);
  return {
    changed: stale.length === 0 ? [] : await findConversations(queryOf(app.pool), actor.user.id, stale),
    gone: ids.filter((id) => !current.has(id)),
  };
};
