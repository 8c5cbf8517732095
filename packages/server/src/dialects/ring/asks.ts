import { type Conversation, fail, fromMessageId, type Input, type Member, type Message } from "@parley/protocol";
import { type Asking, ask, type Steps } from "../dialect.ts";
import { askLinks, askMembers, askPresences, askReaders } from "../fields.ts";
import type { Change } from "./fields.ts";
import { toConversation, toMessage, toTime } from "./shapes.ts";

/** Beyond every message: marks stop at the newest. */
const newest = Number.MAX_SAFE_INTEGER;

/** A page of conversations, each with the members that a list carries. */
export function* askRows(conversations: Conversation[], { me }: Asking): Steps<unknown[]> {
  const presences = yield* askPresences(conversations.flatMap(({ members }) => members.map(({ user }) => user.id)));
  return conversations.map((conversation) => toConversation(conversation, { me, presences, members: conversation.members }));
}

/** One conversation with everybody in it, and who of them types. */
export function* askWhole(conversation: Conversation, { me }: Asking): Steps<unknown> {
  const { id, memberCount } = conversation;
  const members: Member[] = memberCount > conversation.members.length ? yield* askMembers(id) : conversation.members;
  const presences = yield* askPresences(members.map(({ user }) => user.id));
  const { users: typing } = yield* ask("typing.list", { conversationId: id });
  return toConversation(conversation, { me, presences, members: members, typing });
}

export function* askMessages(conversationId: string, messages: Message[], asking: Asking): Steps<ReturnType<typeof toMessage>[]> {
  if (messages.length === 0) return [];
  const readers = yield* askReaders(conversationId);
  const links = yield* askLinks(messages, asking);
  return messages.map((message) => toMessage(message, readers, links));
}

/** The switch of `PUT /api/conversations/:id`. */
export function* askChange({ conversationId, ...change }: Change): Steps<unknown> {
  switch (change.action) {
    case "update": {
      const { subject, imageUrl } = change;
      return yield* ask("conversations.update", {
        conversationId,
        ...(subject !== undefined && { title: subject }),
        ...(imageUrl !== undefined && { imageUrl }),
      });
    }
    case "mark_read":
      return yield* ask("receipts.read", { conversationId, seq: newest });
    case "add_participant":
      return yield* ask("conversations.addMembers", { conversationId, userIds: [change.userId], role: change.role });
    case "remove_participant":
      return yield* ask("conversations.removeMember", { conversationId, userId: change.userId });
    case "archive":
    case "unarchive":
      return yield* ask("conversations.archive", { conversationId, archived: change.action === "archive" });
    case "mute":
    case "unmute":
      return yield* ask("conversations.mute", { conversationId, muted: change.action === "mute" });
  }
}

type Bound = { conversationId: string; messageId?: string | undefined; timestamp?: string | undefined };

/** Up to a message, up to a moment, or all. */
export function* askMark({ conversationId, messageId, timestamp }: Bound): Steps<Input<"receipts.read">> {
  if (messageId !== undefined) return { conversationId, seq: fromMessageId(messageId).seq };
  if (timestamp === undefined) return { conversationId, seq: newest };
  // Of that very millisecond too.
  const beforeTime = new Date(toTime(timestamp) + 1).toISOString();
  const { messages } = yield* ask("messages.list", { conversationId, beforeTime, limit: 1 });
  return { conversationId, seq: messages.at(-1)?.seq ?? 0 };
}

/** How far somebody has read, as a position: when the last message that they have read was sent. */
export function* askPosition({ id, me }: Conversation, userId: string): Steps<unknown> {
  const { messages } = yield* ask("messages.list", { conversationId: id, before: me.readSeq + 1, limit: 1 });
  const last = messages.at(-1);
  return { success: true, conversationId: id, userId, lastReadAt: last === undefined ? null : toTime(last.createdAt), unreadCount: me.unread };
}

/** Nobody types for somebody else. */
export function requireOneself(userId: string, { me }: Asking): void {
  if (userId !== me.id) throw fail("forbidden");
}
