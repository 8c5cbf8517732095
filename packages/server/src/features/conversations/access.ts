import { fail, type MemberRole } from "@parley/protocol";
import type pg from "pg";

/** What a member may see, and what the audience of an event needs. As of now. */
export type Access = { type: "direct" | "group"; role: MemberRole; firstSeq: number; lastSeq: number; rev: number; memberRev: number; memberCount: number };

const ACCESS = {
  name: "access",
  text: `select c.type, m.role, m.first_seq as "firstSeq", c.last_seq as "lastSeq", c.last_rev as rev, c.member_rev as "memberRev", c.member_count as "memberCount"
    from members m join conversations c on c.id = m.conversation_id
    where m.conversation_id = $1 and m.user_id = $2 and m.left_at is null`,
};

/** Throws `not_found` for everybody who is not a member now, as for a conversation that does not exist. */
export async function requireMember(pool: pg.Pool, conversationId: string, userId: string): Promise<Access> {
  const { rows } = await pool.query<Access>({ ...ACCESS, values: [conversationId, userId] });
  if (rows[0] === undefined) throw fail("not_found");
  return rows[0];
}
