import type { Context } from "@parley/protocol";
import type { StoredReaction } from "../db/schema.ts";

/*
 * What every source is translated into, column by column as staging.sql.ts has it. Ids of users are those that they will have here;
 * ids of conversations and messages are the source's own. Times are text that PostgreSQL reads, as fine as the source has them.
 */

type UserRecord = {
  old_id: string;
  id: string;
  name: string;
  image_url: string | null;
  active: boolean;
  last_seen_at: string | null;
  created_at: string | null;
  email: string | null;
  password_hash: string | null;
};

type ConversationRecord = {
  old_id: string;
  type: "direct" | "group";
  title: string | null;
  context: Context | null;
  created_by: string | null;
  created_at: string | null;
};

export type MemberRecord = {
  conversation: string;
  user_id: string;
  /** Where the source knows its people from conversations alone. */
  user_name: string | null;
  role: "owner" | "admin" | "member";
  joined_at: string | null;
  left_at: string | null;
  /** Everything sent until then is read. */
  last_read_at: string | null;
  archived: boolean;
  muted: boolean;
  /** The source's own counter, to compare with. */
  unread: number | null;
};

export type MessageRecord = {
  old_id: string;
  conversation: string;
  sender_id: string;
  /** Where the source knows its people from their messages alone. */
  sender_name: string | null;
  /** The other one, where the source has messages between two people and no conversations. */
  peer_id: string | null;
  text: string;
  created_at: string | null;
  edited_at: string | null;
  deleted_at: string | null;
  reply_to: string | null;
  reactions: StoredReaction[] | null;
  read_by: string[] | null;
  /** Every other member has read it. */
  read_by_all: boolean;
  /** It has reached the other members' devices. */
  delivered: boolean;
};

/** A read receipt that stands apart from its message. */
type ReadRecord = { message: string; user_id: string };

export type Staged =
  | { table: "staged_users"; row: UserRecord }
  | { table: "staged_conversations"; row: ConversationRecord }
  | { table: "staged_members"; row: MemberRecord }
  | { table: "staged_messages"; row: MessageRecord }
  | { table: "staged_reads"; row: ReadRecord };
