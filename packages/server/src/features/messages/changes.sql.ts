import type { Member, Message } from "@parley/protocol";
import { type MessageRow, messageColumns, toMessage } from "../../db/messageRow.ts";
import type { Query } from "../../db/query.ts";
import { toMember } from "../conversations/index.ts";

/**
 * Rows with rev above `since`, by rev. Unchanged ones come by the primary key
 * (their rev grows with seq), changed ones by the partial index; so an insert
 * pays for no index on rev.
 */
const CHANGED = {
  name: "changed_messages",
  text: `select * from (
      (select ${messageColumns} from messages x left join users u on u.id = x.sender_id
        where x.conversation_id = $1 and x.seq > $3 and x.seq >= $4 and not x.changed order by x.seq limit $5)
      union all
      (select ${messageColumns} from messages x left join users u on u.id = x.sender_id
        where x.conversation_id = $1 and x.changed and x.rev > $2 and x.seq >= $4 order by x.rev limit $5)) as both_kinds
    order by rev limit $5`,
};

export async function listChangedMessages(
  query: Query,
  { conversationId, sinceRev, sinceSeq, firstSeq, limit }: { conversationId: string; sinceRev: number; sinceSeq: number; firstSeq: number; limit: number },
): Promise<Message[]> {
  return (await query<MessageRow>(CHANGED, [conversationId, sinceRev, sinceSeq, firstSeq, limit])).map(toMessage);
}

const CHANGED_MEMBERS = {
  name: "changed_members",
  text: `select m.*, u.name, u.image_url from members m join users u on u.id = m.user_id where m.conversation_id = $1 and m.rev > $2 order by m.rev, m.user_id`,
};

export async function listChangedMembers(query: Query, conversationId: string, sinceRev: number): Promise<Member[]> {
  return (await query<Parameters<typeof toMember>[0]>(CHANGED_MEMBERS, [conversationId, sinceRev])).map(toMember);
}

const MARKS = {
  name: "marks",
  text: `select user_id as "userId", read_seq as "readSeq", delivered_seq as "deliveredSeq" from members where conversation_id = $1 and left_at is null`,
};

export async function listMarks(query: Query, conversationId: string): Promise<{ userId: string; readSeq: number; deliveredSeq: number }[]> {
  return query(MARKS, [conversationId]);
}
