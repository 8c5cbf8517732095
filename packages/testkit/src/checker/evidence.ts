import type { Conversation, Member, Message } from "@parley/protocol";
import type { Attempt, Heard } from "./history.ts";

/** What is stored, read by a connection that is not the server's. */
export type StoredMessage = {
  seq: number;
  rev: number;
  senderId: string;
  clientId: string | null;
  type: string;
  text: string;
  version: number;
  createdAt: string;
  deleted: boolean;
  /** Since it was sent: then `rev` is of its last change. */
  changed: boolean;
  notice: Message["notice"];
};
export type StoredMember = { userId: string; present: boolean; firstSeq: number; readSeq: number; deliveredSeq: number };
export type StoredConversation = {
  id: string;
  type: "direct" | "group";
  history: "all" | "since_join";
  lastSeq: number;
  rev: number;
  messages: StoredMessage[];
  members: StoredMember[];
};

/** One conversation as a device holds it at the end. */
export type HeldConversation = {
  conversation: Conversation;
  /** A stretch without holes. */
  messages: Message[];
  /** The stretch is all that the user may read. */
  complete: boolean;
  /** null: the device does not hold them. */
  members: Member[] | null;
};
export type View = {
  device: string;
  user: string;
  /** From zero: what the server answers now. */
  fresh: boolean;
  /** It asked for what came after its cursor, and heard nothing live. */
  fromCursor: boolean;
  conversations: Record<string, HeldConversation>;
  unread: { conversations: number; messages: number } | null;
};

export type Evidence = { attempts: Attempt[]; heard: Heard[]; views: View[]; truth: StoredConversation[] };

/** `invariant`: see docs/trust.md, e.g. `I1`. */
export type Violation = { invariant: string; what: string };
