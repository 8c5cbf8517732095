import type { Implementation } from "../../implementation.ts";

export const unread: Implementation<"receipts.unread"> = async (_input, { app, actor }) => {
  const { rows } = await app.pool.query<{ conversations: number; messages: number }>({
    name: "unread",
    text: `select count(*) filter (where c.last_seq > m.read_seq) as conversations, coalesce(sum(c.last_seq - m.read_seq), 0)::bigint as messages
      from members m join conversations c on c.id = m.conversation_id
      where m.user_id = $1 and m.left_at is null and not m.archived`,
    values: [actor.user.id],
  });
  return rows[0] ?? { conversations: 0, messages: 0 };
};
