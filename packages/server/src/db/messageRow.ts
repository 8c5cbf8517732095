import { type Attachment, type LinkPreview, type Message, type MessageType, type SystemNotice, toMessageId } from "@parley/protocol";
import type { StoredReaction } from "./schema.ts";

/** The columns of a message view: `messages x left join users u on u.id = x.sender_id`. */
export const messageColumns =
  "x.conversation_id, x.seq, x.rev, x.sender_id, u.name as sender_name, u.image_url as sender_image_url, x.client_id, x.type, x.text, x.mentions, x.attachments, x.reply_seq, x.reactions, x.notice, x.version, x.created_at, x.edited_at, x.deleted_at, x.pinned_at, x.previews";

export type MessageRow = {
  conversation_id: string;
  seq: number;
  rev: number;
  sender_id: string;
  sender_name: string | null;
  sender_image_url: string | null;
  client_id: string | null;
  type: MessageType;
  text: string;
  mentions: string[] | null;
  attachments: Attachment[] | null;
  reply_seq: number | null;
  reactions: StoredReaction[] | null;
  notice: SystemNotice | null;
  version: number;
  created_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  pinned_at: string | null;
  previews: LinkPreview[] | null;
};

export function toMessage(row: MessageRow): Message {
  return {
    id: toMessageId(row.conversation_id, row.seq),
    conversationId: row.conversation_id,
    seq: row.seq,
    rev: row.rev,
    sender: { id: row.sender_id, name: row.sender_name ?? row.sender_id, imageUrl: row.sender_image_url },
    clientId: row.client_id,
    type: row.type,
    text: row.text,
    mentions: row.mentions ?? [],
    attachments: toList(row.attachments),
    previews: toList(row.previews),
    replyTo: row.reply_seq === null ? null : toMessageId(row.conversation_id, row.reply_seq),
    reactions: toList(row.reactions),
    notice: row.notice,
    version: row.version,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    pinnedAt: row.pinned_at,
  };
}

/** What something else has stored there must not be the fault of everybody who reads the page. */
export function toList<Item extends object>(stored: Item[] | null): Item[] {
  if (stored === null || !Array.isArray(stored)) return [];
  return stored.every(isObject) ? stored : stored.filter(isObject);
}

const isObject = (item: unknown): boolean => typeof item === "object" && item !== null;
