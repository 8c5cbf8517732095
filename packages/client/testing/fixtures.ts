/** Values for tests, with only what a test is about spelled out. */
import type { Attachment, Conversation, Member, Message, OwnUser, User } from "@parley/protocol";
import { initialState, type OutboxEntry, type ParleyState } from "../src/state.ts";

const epoch = Date.parse("2030-01-01T00:00:00.000Z");

export const conversationId = "018f0000-0000-7000-8000-000000000001";

/** The timestamp of the n-th second. */
export function at(second: number): string {
  return new Date(epoch + second * 1000).toISOString();
}

export function aUser(id: string): User {
  return { id, name: id, imageUrl: null };
}

export const ada: OwnUser = { ...aUser("ada"), role: "member", active: true, createdAt: at(0) };

export function aMember(id: string, change: Partial<Member> = {}): Member {
  return { user: aUser(id), role: "member", joinedAt: at(0), leftAt: null, readSeq: 0, deliveredSeq: 0, ...change };
}

/** By bob, with rev = seq. */
export function aMessage(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `${change.conversationId ?? conversationId}.${seq}`,
    conversationId,
    seq,
    rev: seq,
    sender: aUser("bob"),
    clientId: null,
    type: "text",
    text: `message ${seq}`,
    mentions: [],
    attachments: [],
    previews: [],
    replyTo: null,
    reactions: [],
    notice: null,
    version: 1,
    createdAt: at(seq),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    ...change,
  };
}

export function anAttachment(id: string, change: Partial<Attachment> = {}): Attachment {
  const unknown = { width: null, height: null, durationMs: null, thumbhash: null, waveform: null, hasThumbnail: false };
  return { id, kind: "file", name: `${id}.txt`, mediaType: "text/plain", bytes: 1, ...unknown, ...change };
}

/** Of ada and bob, without messages. */
export function aConversation({ me, ...change }: Partial<Omit<Conversation, "me">> & { me?: Partial<Conversation["me"]> } = {}): Conversation {
  return {
    id: conversationId,
    type: "direct",
    title: null,
    imageUrl: null,
    context: null,
    history: "all",
    createdBy: "ada",
    createdAt: at(0),
    activityAt: at(0),
    lastSeq: 0,
    rev: 0,
    memberCount: 2,
    members: [aMember("ada"), aMember("bob")],
    lastMessage: null,
    ...change,
    me: {
      role: "member",
      joinedAt: at(0),
      readSeq: 0,
      deliveredSeq: 0,
      unread: 0,
      archived: false,
      pinned: false,
      mutedUntil: null,
      version: 1,
      ...me,
    },
  };
}

export function anEntry(clientId: string, change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    clientId,
    conversationId,
    userId: "ada",
    text: clientId,
    replyTo: null,
    mentions: [],
    uploads: [],
    createdAt: at(0),
    status: "sending",
    error: null,
    sent: null,
    ...change,
  };
}

/** Ada's, holding these conversations and all there is of the active list. */
export function aState(...conversations: Conversation[]): ParleyState {
  return {
    ...initialState,
    me: ada,
    conversations: Object.fromEntries(conversations.map((conversation) => [conversation.id, conversation])),
    lists: { ...initialState.lists, active: { ...initialState.lists.active, ids: conversations.map(({ id }) => id), loaded: true } },
  };
}
