/** Small histories, made by hand: one group of ada and bob, in which ada has sent "one" and "two" and both devices are up to date. */
import type { Conversation, Member, Message, ParleyEvent } from "@parley/protocol";
import type { Evidence, HeldConversation, StoredConversation, StoredMessage, View } from "./evidence.ts";
import type { Attempt } from "./history.ts";

export const groupId = "018f0000-0000-7000-8000-000000000001";
const createdAt = "2030-01-01T00:00:00.000Z";

export function stored(seq: number, change: Partial<StoredMessage> = {}): StoredMessage {
  const own = { senderId: "ada", clientId: `c${seq}`, type: "text", text: `text ${seq}`, version: 1, deleted: false, changed: false, notice: null };
  return { seq, rev: seq, createdAt, ...own, ...change };
}

/** The same as devices get it. */
export function message(seq: number, change: Partial<StoredMessage> = {}): Message {
  const { senderId, deleted, changed: _, ...row } = stored(seq, change);
  return {
    ...row,
    id: `${groupId}.${seq}`,
    conversationId: groupId,
    sender: { id: senderId, name: senderId, imageUrl: null },
    type: row.type as Message["type"],
    mentions: [],
    attachments: [],
    previews: [],
    replyTo: null,
    reactions: [],
    editedAt: null,
    deletedAt: deleted ? createdAt : null,
    pinnedAt: null,
  };
}

/** Acknowledged after everything that has a lower `invokedAt`, unless `change` says otherwise. */
export function attempt(kind: Attempt["kind"], invokedAt: number, change: Partial<Attempt> = {}): Attempt {
  return { kind, device: "ada's phone", user: "ada", conversationId: groupId, invokedAt, endedAt: invokedAt + 1, outcome: "ok", ...change };
}

export function sent(seq: number, change: Partial<Attempt> = {}): Attempt {
  return attempt("send", 10 * seq, { clientId: `c${seq}`, text: `text ${seq}`, message: message(seq), ...change });
}

export function group(messages: StoredMessage[], change: Partial<StoredConversation> = {}): StoredConversation {
  const last = messages.length;
  const marks = { firstSeq: 1, readSeq: last, deliveredSeq: last };
  const rev = Math.max(0, ...messages.map((each) => each.rev));
  const members = ["ada", "bob"].map((userId) => ({ userId, present: true, ...marks }));
  return { id: groupId, type: "group", history: "all", lastSeq: last, rev, messages, members, ...change };
}

function held({ lastSeq, rev, messages }: StoredConversation, change: Partial<HeldConversation>): HeldConversation {
  const me = { readSeq: lastSeq, deliveredSeq: lastSeq, unread: 0 };
  return {
    conversation: { id: groupId, rev, lastSeq, me } as Conversation,
    messages: messages.map(({ seq, ...row }) => message(seq, row)),
    complete: true,
    members: [] as Member[],
    ...change,
  };
}

export function view(user: string, truth: StoredConversation, change: Partial<View & HeldConversation> = {}): View {
  const { device = `${user}'s phone`, fresh = false, fromCursor = false, unread = { conversations: 0, messages: 0 }, conversations, ...inGroup } = change;
  return { device, user, fresh, fromCursor, unread, conversations: conversations ?? { [groupId]: held(truth, inGroup) } };
}

export function heard(user: string, event: ParleyEvent, at = 1000): Evidence["heard"][number] {
  return { at, user, device: `${user}'s phone`, event };
}

export function created(seq: number, change: Partial<StoredMessage> = {}): ParleyEvent {
  const told = message(seq, change);
  return { name: "message.created", payload: { conversationId: groupId, rev: told.rev, message: told } };
}

/** All devices hold what is stored, and all of it was asked for. */
export function evidence(messages: StoredMessage[] = [stored(1), stored(2)], change: Partial<Evidence> = {}): Evidence {
  const truth = group(messages);
  const views = ["ada", "bob"].flatMap((user) => [view(user, truth), view(user, truth, { device: `${user}'s new phone`, fresh: true })]);
  return { attempts: [sent(1), sent(2)], heard: [heard("bob", created(1)), heard("bob", created(2))], views, truth: [truth], ...change };
}
