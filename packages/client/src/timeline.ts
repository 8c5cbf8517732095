import { type Conversation, limits, type Member, type Message } from "@parley/protocol";
import type { OutboxEntry, ParleyState } from "./state.ts";

/** `delivered` and `read` mean: by everybody else in the conversation. */
export type MessageStatus = "sending" | "failed" | "sent" | "delivered" | "read";

/** `key` stays the same when an entry of the outbox becomes a message. */
export type TimelineItem =
  /** In the history, or taken by the server. `status` is null for other people's and system messages. */
  | { kind: "message"; key: string; message: Message; status: "sent" | "delivered" | "read" | null }
  /** Not taken by the server yet. */
  | { kind: "pending"; key: string; entry: OutboxEntry; status: "sending" | "failed" };

type Inputs = Pick<ParleyState, "me" | "outbox"> & { conversation: Conversation | undefined; members: Member[] | undefined };
type Memory = { inputs: Inputs; items: TimelineItem[] };

/** By what identifies a conversation's messages in a state: remembered as long as that state is. */
const remembered = new WeakMap<object, Map<string, Memory>>();
const messageItems = new WeakMap<Message, TimelineItem>();
const pendingItems = new WeakMap<OutboxEntry, TimelineItem>();

/**
 * What a conversation shows: the loaded messages, then what is being sent. The same array as before when nothing in
 * it changed, and the same item objects for what did not change.
 */
export function timeline(state: ParleyState, conversationId: string): TimelineItem[] {
  const window = state.windows[conversationId];
  const { me, outbox } = state;
  const inputs: Inputs = { me, outbox, conversation: state.conversations[conversationId], members: state.members[conversationId] };
  const memory = memoryOf(window?.messages ?? state.outbox);
  const before = memory.get(conversationId);
  if (before && (Object.keys(inputs) as (keyof Inputs)[]).every((name) => before.inputs[name] === inputs[name])) return before.items;
  const built = buildItems(state, conversationId);
  const items = before && isSame(before.items, built) ? before.items : built;
  memory.set(conversationId, { inputs, items });
  return items;
}

function memoryOf(key: object): Map<string, Memory> {
  const memory = remembered.get(key) ?? new Map();
  remembered.set(key, memory);
  return memory;
}

function buildItems(state: ParleyState, conversationId: string): TimelineItem[] {
  const { me } = state;
  const window = state.windows[conversationId];
  const messages = window?.messages ?? [];
  const marks = marksOfOthers(state, conversationId);
  const statusOf = (message: Message) => {
    if (message.sender.id !== me?.id || message.type === "system") return null;
    return message.seq <= marks.readSeq ? "read" : message.seq <= marks.deliveredSeq ? "delivered" : "sent";
  };
  const items = messages.map((message) => toMessageItem(message, statusOf(message)));
  // In a window that is not at the live end they would stand beside far older messages.
  if (messages.length > 0 && window?.hasNewer) return items;
  const pending = state.outbox.filter((entry) => entry.conversationId === conversationId);
  return [...items, ...pending.map((entry) => (entry.sent ? toMessageItem(entry.sent, "sent") : toPendingItem(entry)))];
}

/** Up to where everybody else has read and received; 0 where marks are private or not loaded. */
function marksOfOthers(state: ParleyState, conversationId: string): { readSeq: number; deliveredSeq: number } {
  const conversation = state.conversations[conversationId];
  const members = state.members[conversationId] ?? conversation?.members ?? [];
  const others = members.filter((member) => member.leftAt === null && member.user.id !== state.me?.id);
  const isComplete = conversation !== undefined && members.length >= conversation.memberCount && conversation.memberCount <= limits.receiptMembers;
  if (!isComplete || others.length === 0) return { readSeq: 0, deliveredSeq: 0 };
  return { readSeq: Math.min(...others.map((member) => member.readSeq)), deliveredSeq: Math.min(...others.map((member) => member.deliveredSeq)) };
}

function toMessageItem(message: Message, status: "sent" | "delivered" | "read" | null): TimelineItem {
  const before = messageItems.get(message);
  if (before?.status === status) return before;
  const item: TimelineItem = { kind: "message", key: (status && message.clientId) ?? message.id, message, status };
  messageItems.set(message, item);
  return item;
}

function toPendingItem(entry: OutboxEntry): TimelineItem {
  const item = pendingItems.get(entry) ?? { kind: "pending", key: entry.clientId, entry, status: entry.status };
  pendingItems.set(entry, item);
  return item;
}

function isSame(before: TimelineItem[], items: TimelineItem[]): boolean {
  return before.length === items.length && items.every((item, index) => item === before[index]);
}
