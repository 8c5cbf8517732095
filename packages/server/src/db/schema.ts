import type { Attachment, AttachmentKind, Context, LinkPreview, MemberRole, MessageType, SystemNotice, UserRole } from "@parley/protocol";
import type { ColumnType, Generated } from "kysely";

/** Timestamps arrive as ISO text (see pool.ts) and may be written as text or Date. */
type Timestamp = ColumnType<string, string | Date | undefined, string | Date>;
type OptionalTimestamp = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
type Json<T> = ColumnType<T, string | null | undefined, string | null>;

export type StoredReaction = { emoji: string; userId: string; createdAt: string };

/** The tables as Kysely sees them; migrations/ is the truth. */
export type Database = {
  users: {
    id: string;
    name: string;
    image_url: string | null;
    role: Generated<UserRole>;
    active: Generated<boolean>;
    last_seen_at: OptionalTimestamp;
    created_at: Timestamp;
    /** Of the name, for search; null until made. */
    name_forms: string[] | null;
  };
  accounts: { user_id: string; email: string; password_hash: string; created_at: Timestamp };
  sessions: {
    id: string;
    user_id: string;
    refresh_digest: string;
    previous_digest: string | null;
    rotated_at: Timestamp;
    created_at: Timestamp;
    expires_at: ColumnType<string, string | Date, string | Date>;
    revoked_at: OptionalTimestamp;
  };
  conversations: {
    id: string;
    type: "direct" | "group";
    direct_key: string | null;
    title: string | null;
    image_url: string | null;
    context: Json<Context | null>;
    history: Generated<"all" | "since_join">;
    created_by: string;
    created_at: Timestamp;
    activity_at: Timestamp;
    last_seq: Generated<number>;
    last_rev: Generated<number>;
    member_rev: Generated<number>;
    member_count: Generated<number>;
  };
  members: {
    conversation_id: string;
    user_id: string;
    role: Generated<MemberRole>;
    joined_at: Timestamp;
    first_seq: Generated<number>;
    left_at: OptionalTimestamp;
    read_seq: Generated<number>;
    delivered_seq: Generated<number>;
    rev: Generated<number>;
    version: Generated<number>;
    archived: Generated<boolean>;
    pinned: Generated<boolean>;
    muted_until: OptionalTimestamp;
  };
  messages: {
    conversation_id: string;
    seq: number;
    rev: number;
    sender_id: string;
    client_id: string | null;
    type: Generated<MessageType>;
    text: string;
    mentions: string[] | null;
    attachments: Json<Attachment[] | null>;
    reply_seq: number | null;
    reactions: Json<StoredReaction[] | null>;
    notice: Json<SystemNotice | null>;
    version: Generated<number>;
    changed: Generated<boolean>;
    created_at: Timestamp;
    edited_at: OptionalTimestamp;
    deleted_at: OptionalTimestamp;
    pinned_at: OptionalTimestamp;
    previews: Json<LinkPreview[] | null>;
    previews_off: boolean | null;
  };
  preview_jobs: { conversation_id: string; seq: number; version: number; attempts: Generated<number>; due_at: Timestamp };
  search_documents: { conversation_id: string; seq: number; sender_id: string; created_at: Timestamp; words: string };
  search_words: { word: string; documents: number };
  search_forms: { word: string; forms: string[] };
  search_progress: { conversation_id: string; rev: number; seq: number };
  attachments: {
    id: string;
    conversation_id: string;
    owner_id: string;
    /** `expected`: begun, the object store has it or will. `storing`: on its way there from here. `deleted`: the sweeper will remove it. */
    state: "expected" | "storing" | "ready" | "deleted";
    kind: AttachmentKind;
    bytes: number;
    details: Json<Attachment>;
    message_seq: number | null;
    position: number | null;
    created_at: ColumnType<string, string | Date, string | Date>;
    claimed_at: OptionalTimestamp;
  };
  outbox: { id: Generated<number>; event: string; conversation_ids: string[]; revs: number[]; seqs: number[]; created_at: Timestamp };
};
