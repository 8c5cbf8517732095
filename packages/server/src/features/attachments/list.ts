import { type Attachment, type AttachmentKind, attachmentKind, toMessageId } from "@parley/protocol";
import { z } from "zod";
import { fromCursor, toPage } from "../../cursor.ts";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";

const position = z.tuple([z.int(), z.int()]);

/** Newest message first, and within a message in its order. One range of the index, whatever the length of the conversation. */
const LIST = {
  name: "attachments_of_conversation",
  text: `select a.details, a.message_seq, a.position, x.sender_id, x.created_at from attachments a
    join messages x on x.conversation_id = a.conversation_id and x.seq = a.message_seq
    where a.conversation_id = $1 and a.message_seq >= $2 and a.state = 'ready' and a.kind = any($3::text[])
      and ($4::bigint is null or a.message_seq < $4 or (a.message_seq = $4 and a.position > $5::smallint))
    order by a.message_seq desc, a.position limit $6`,
};

type Row = { details: Attachment; message_seq: number; position: number; sender_id: string; created_at: string };

export const list: Implementation<"attachments.list"> = async (input, { app, actor }) => {
  const { conversationId, limit } = input;
  const { firstSeq } = await requireMember(app.pool, conversationId, actor.user.id);
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const kinds: readonly AttachmentKind[] = input.kinds ?? attachmentKind.options;
  const { rows } = await app.pool.query<Row>({ ...LIST, values: [conversationId, firstSeq, kinds, after?.[0] ?? null, after?.[1] ?? null, limit + 1] });
  const { page, nextCursor } = toPage(rows, limit, (row) => [row.message_seq, row.position]);
  return {
    attachments: page.map((row) => ({
      attachment: row.details,
      messageId: toMessageId(conversationId, row.message_seq),
      senderId: row.sender_id,
      sentAt: row.created_at,
    })),
    nextCursor,
  };
};
