import { type Attachment, fail } from "@parley/protocol";
import type pg from "pg";

/**
 * Who may have a file, now: members who may read its message, and before it is
 * sent its owner, who must be a member still. Asked when a link is made and
 * again whenever one is used.
 */
const readable = (where: string): string => `select a.id, a.details, u.active from attachments a
    join members m on m.conversation_id = a.conversation_id and m.user_id = $2 and m.left_at is null
    join users u on u.id = m.user_id
    where ${where} and a.state = 'ready' and case when a.message_seq is null then a.owner_id = $2 else a.message_seq >= m.first_seq end`;
const READABLE = { name: "readable_attachment", text: readable("a.id = $1") };
const READABLES = { name: "readable_attachments", text: readable("a.id = any($1::uuid[])") };

/** Throws `not_found` for everybody else, as for a file that does not exist. */
export async function requireReadable(pool: pg.Pool, attachmentId: string, userId: string): Promise<Attachment> {
  const { rows } = await pool.query<{ details: Attachment; active: boolean }>({ ...READABLE, values: [attachmentId, userId] });
  const [found] = rows;
  if (found === undefined) throw fail("not_found");
  if (!found.active) throw fail("account_inactive");
  return found.details;
}

/** Those of the given files that this user may have. */
export async function listReadable(pool: pg.Pool, attachmentIds: string[], userId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; active: boolean }>({ ...READABLES, values: [attachmentIds, userId] });
  return rows.filter(({ active }) => active).map(({ id }) => id);
}
