/**
 * Everything that an application shows, in one immutable value: each change
 * makes new objects only along the path that changed, so that `===` tells what
 * to draw again. Only the rooms of this package write it.
 */
import type { Attachment, Conversation, ErrorBody, Member, Message, OwnUser, ParleyError, Presence, User } from "@parley/protocol";
import { createStore, type StoreApi } from "zustand/vanilla";

/**
 * `idle` before `connect()` and after `disconnect()`; `connecting` until the first connection stands; `syncing` while
 * what was missed is fetched; `online`; `offline` while it tries again, or for good when `failure` is set.
 */
export type ConnectionStatus = "idle" | "connecting" | "syncing" | "online" | "offline";

export type ListName = "active" | "archived";

/** The part of a list that has been loaded, in order of display. */
export type ListState = {
  /** Pinned first, then by latest activity. */
  ids: string[];
  /** null when everything is loaded, or nothing yet. */
  nextCursor: string | null;
  /** The last unpinned conversation of the last page: the list is complete down to here. */
  floor: { activityAt: string; id: string } | null;
  loading: boolean;
  /** The first page is there. */
  loaded: boolean;
  error: ParleyError | null;
};

/** A stretch of a conversation's history without holes. */
export type MessageWindow = {
  /** Ascending by seq, contiguous. */
  messages: Message[];
  /** What these messages reply to, by id, inside the window or not, as far as known. */
  quoted: Record<string, Message>;
  hasOlder: boolean;
  /** true: the window is not at the live end, so new messages do not appear in it. */
  hasNewer: boolean;
  loading: null | "newest" | "older" | "newer" | "around";
  error: ParleyError | null;
};

/** A file of a message that is being sent. */
export type Upload = {
  id: string;
  name: string;
  /** As the browser has it; what it really is, the server says. */
  mediaType: string;
  bytes: number;
  /** `waiting` for its turn or for a connection. */
  status: "waiting" | "uploading" | "done" | "failed";
  /** Bytes on the way or there. */
  loaded: number;
  error: ErrorBody | null;
  /** Set when `done`. */
  attachment: Attachment | null;
};

/** A file that was chosen for a message before that is sent. */
export type StagedUpload = Upload & { conversationId: string };

/** A message that the user sent and that is not in the history yet. */
export type OutboxEntry = {
  /** Identifies the entry, and later the message. */
  clientId: string;
  conversationId: string;
  /** Who wrote it; nobody else's session sends it. */
  userId: string;
  text: string;
  replyTo: string | null;
  mentions: string[];
  /** In the order of display. The message is sent when all of them are there. */
  uploads: Upload[];
  createdAt: string;
  status: "sending" | "failed";
  /** Why it failed; `messages.retry` or `messages.discard` decides what becomes of it. */
  error: ErrorBody | null;
  /** Set when the server has taken it and the history has not caught up yet. */
  sent: Message | null;
};

export type UnreadTotals = { conversations: number; messages: number };

export type ParleyState = {
  connection: ConnectionStatus;
  /** Why the connection will not come back by itself: `account_inactive`, `session_revoked`, `unauthenticated` … */
  failure: ParleyError | null;
  /** null until the first connection. */
  me: OwnUser | null;
  conversations: Record<string, Conversation>;
  lists: Record<ListName, ListState>;
  windows: Record<string, MessageWindow>;
  /** Full member lists, for opened conversations of up to `limits.receiptMembers` people. */
  members: Record<string, Member[]>;
  /** Of people who are watched. */
  presence: Record<string, Presence>;
  /** Who types, by conversation; no entry when nobody does. */
  typing: Record<string, User[]>;
  /** Over all conversations that are not archived, held here or not. */
  unread: UnreadTotals;
  /** Oldest first. */
  outbox: OutboxEntry[];
  /** Chosen files that no message has yet, of all conversations, in the order in which they were chosen. */
  staged: StagedUpload[];
};

export type ParleyStore = StoreApi<ParleyState>;

const emptyList: ListState = { ids: [], nextCursor: null, floor: null, loading: false, loaded: false, error: null };

export const initialState: ParleyState = {
  connection: "idle",
  failure: null,
  me: null,
  conversations: {},
  lists: { active: emptyList, archived: emptyList },
  windows: {},
  members: {},
  presence: {},
  typing: {},
  unread: { conversations: 0, messages: 0 },
  outbox: [],
  staged: [],
};

export function createParleyStore(): ParleyStore {
  return createStore<ParleyState>(() => initialState);
}

/** A copy of a record without one key; the record itself when the key is absent. */
export function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}
