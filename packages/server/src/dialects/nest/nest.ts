/**
 * A NestJS gateway and controller with Prisma models: UPPER_CASE enums, page
 * numbers, an envelope `{ success, message?, data, meta? }`. docs/dialects.md.
 */
import {
  conversationId,
  fromMessageId,
  limits,
  type Member,
  messageId,
  messageText,
  nonBlankText,
  type Output,
  title,
  toMessageId,
  userId,
} from "@parley/protocol";
import { z } from "zod";
import { ask, defineDialect, type Steps, takes } from "../dialect.ts";
import { askLinks, othersOf, toConversation, toFailure, toLastMessage, toLiveMessage, toMessage, toPerson, toRow, toSentMessage, toType } from "./shapes.ts";

const inConversation = z.object({ conversationId });
const paged = (limit: number) => ({ page: z.int().min(1).max(100_000).default(1), limit: z.int().min(1).max(limits.page).default(limit) });
const offsetOf = ({ page, limit }: { page: number; limit: number }): number => (page - 1) * limit;
const messageType = z.enum(["TEXT", "FILE", "IMAGE", "VIDEO", "AUDIO"]).optional();
/** Any time that a date picker, a database or JavaScript writes. */
const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), "is not a time")
  .transform((value) => new Date(value).toISOString());
/** What a former answer called an attachment, or its id alone. Anything else that a client makes up is refused. */
const attachment = z.union([z.uuid(), z.object({ id: z.uuid() }).transform(({ id }) => id)]);

/** Enough for every group in which marks are shared. */
function* askMembers(conversationId: string): Steps<Member[]> {
  const members: Member[] = [];
  for (let cursor: string | undefined; ; ) {
    const page: Output<"conversations.listMembers"> = yield* ask("conversations.listMembers", { conversationId, ...(cursor !== undefined && { cursor }) });
    members.push(...page.members);
    if (page.nextCursor === null || members.length > limits.receiptMembers) return members;
    cursor = page.nextCursor;
  }
}

export const nest = defineDialect({
  name: "nest",

  rest: {
    "POST /api/messages/conversations": takes(
      "conversations.create",
      {
        input: z.object({
          participantIds: z.array(userId).min(1).max(limits.membersPerRequest),
          type: z.enum(["DIRECT", "GROUP"]).default("DIRECT"),
          name: title.optional(),
        }),
        in: ({ participantIds, type, name }) =>
          type === "DIRECT" ? { type: "direct", participantIds } : { type: "group", participantIds, ...(name !== undefined && { title: name }) },
        *out({ conversation, created }): Steps<unknown> {
          const members = conversation.memberCount > conversation.members.length ? yield* askMembers(conversation.id) : conversation.members;
          const people = members.map(({ user }) => user);
          const lastMessage = created ? null : toLastMessage(conversation.lastMessage);
          const data = { ...toConversation(conversation, people), lastMessage, unreadCount: conversation.me.unread };
          return { success: true, message: "Conversation created", data };
        },
      },
      { status: 201 },
    ),
    "GET /api/messages/conversations": takes("conversations.list", {
      input: z.object({ ...paged(20), search: z.string().max(limits.searchText).optional() }),
      in: ({ search, ...page }) => ({ limit: page.limit, offset: offsetOf(page), count: true, ...(search && { search }) }),
      *out({ conversations, total = 0 }, { me }, { page, limit }): Steps<unknown> {
        const shown = [...new Set(conversations.flatMap((conversation) => othersOf(conversation, me).map(({ id }) => id)))].slice(0, limits.presenceWatches);
        const { presences } = shown.length === 0 ? { presences: [] } : yield* ask("presence.get", { userIds: shown });
        const known = new Map(presences.map((presence) => [presence.userId, presence]));
        return {
          success: true,
          data: conversations.map((conversation) => toRow(conversation, me, known)),
          meta: { page, limit, total, totalPages: Math.ceil(total / limit) },
        };
      },
    }),
    "GET /api/messages/conversations/:conversationId/messages": takes("messages.list", {
      input: z.object({ conversationId, ...paged(50), before: moment.optional() }),
      in: ({ conversationId, before, ...page }) => ({
        conversationId,
        limit: page.limit,
        offset: offsetOf(page),
        count: true,
        ...(before !== undefined && { beforeTime: before }),
      }),
      *out({ messages, hasOlder, total }, asking, { conversationId, page, limit }): Steps<unknown> {
        const members = messages.length === 0 ? [] : yield* askMembers(conversationId);
        // In a larger group marks are everybody's own.
        const readers = members.length > limits.receiptMembers ? [] : members;
        const links = yield* askLinks(messages, asking);
        return { success: true, data: messages.map((message) => toMessage(message, links, readers)), meta: { page, limit, total, hasMore: hasOlder } };
      },
    }),
    "POST /api/messages/conversations/:conversationId/messages": takes(
      "messages.send",
      {
        input: z.object({ conversationId, content: messageText.default(""), type: messageType }),
        *in({ conversationId, content }, { hasFile }) {
          if (!hasFile) return { conversationId, text: content };
          const { attachment } = yield* ask("attachments.upload", { conversationId });
          return { conversationId, text: content, attachmentIds: [attachment.id] };
        },
        *out({ message }, asking): Steps<unknown> {
          return { success: true, data: toSentMessage(message, yield* askLinks([message], asking)) };
        },
      },
      { status: 201, multipart: true },
    ),
    "GET /api/messages/search": takes("messages.search", {
      input: z.object({ query: nonBlankText(limits.searchText), conversationId: conversationId.optional(), ...paged(20) }),
      in: ({ query, conversationId, ...page }) => ({ query, limit: page.limit, offset: offsetOf(page), ...(conversationId && { conversationId }) }),
      out: ({ results, total }, { me }, { page, limit }) => ({
        success: true,
        data: results.map(({ message, conversation }) => ({
          ...toLiveMessage(message),
          conversation: {
            id: conversation.id,
            type: toType(conversation.type),
            name: conversation.title,
            participants: othersOf(conversation, me).map(toPerson),
          },
        })),
        meta: { page, limit, total: total.count },
      }),
    }),
  },

  hears: {
    sendMessage: takes("messages.send", {
      input: z.object({
        conversationId,
        content: messageText,
        type: messageType,
        attachments: z.array(attachment).max(limits.attachmentsPerMessage).default([]),
      }),
      in: ({ conversationId, content, attachments }) => ({
        conversationId,
        text: content,
        ...(attachments.length > 0 && { attachmentIds: attachments }),
      }),
      out: ({ message }) => toLiveMessage(message),
    }),
    typing: takes("typing.start", { input: inConversation, in: (their) => their }),
    stopTyping: takes("typing.stop", { input: inConversation, in: (their) => their }),
    markAsRead: takes("receipts.read", {
      input: z.object({ conversationId, messageId }).refine(({ conversationId, messageId }) => fromMessageId(messageId).conversationId === conversationId, {
        path: ["messageId"],
        message: "is not of this conversation",
      }),
      in: ({ conversationId, messageId }) => ({ conversationId, seq: fromMessageId(messageId).seq }),
    }),
    getOnlineUsers: takes("presence.online", { input: z.unknown(), in: () => ({}), out: ({ userIds }) => userIds }, { replies: "onlineUsers" }),
  },

  says: {
    "message.created": { words: ({ message }) => ({ event: "newMessage", body: toLiveMessage(message) }) },
    "message.edited": { words: ({ message }) => ({ event: "messageUpdated", body: { ...toLiveMessage(message), updatedAt: message.editedAt } }) },
    "message.deleted": {
      words: ({ message: { id, conversationId, deletedAt } }) => ({ event: "messageDeleted", body: { id, conversationId, deletedAt } }),
    },
    "message.reacted": "silent",
    "message.pinned": "silent",
    "message.previewed": "silent",
    "conversation.created": { words: ({ conversation }) => ({ event: "conversationCreated", body: toConversation(conversation, peopleOf(conversation)) }) },
    "conversation.updated": { words: ({ conversation }) => ({ event: "conversationUpdated", body: toConversation(conversation, peopleOf(conversation)) }) },
    "member.added": {
      words: ({ conversationId, members }) => ({
        event: "participantsAdded",
        body: { conversationId, participants: members.map(({ user }) => toPerson(user)) },
      }),
    },
    "member.removed": { words: ({ conversationId, userId }) => ({ event: "participantLeft", body: { conversationId, userId } }) },
    "member.updated": "silent",
    "membership.updated": "silent",
    // To the sender of the message that is the newest read.
    "receipt.updated": {
      about: ({ conversationId, userId, readSeq }) => (readSeq === 0 ? {} : { userId, message: { conversationId, seq: readSeq } }),
      words: ({ conversationId, userId, readSeq }, { user, senderId }) =>
        senderId === undefined || senderId === userId
          ? []
          : {
              event: "messageRead",
              body: { conversationId, messageId: toMessageId(conversationId, readSeq), userId, userName: user?.name ?? userId },
              only: [senderId],
            },
    },
    "typing.changed": {
      words: ({ conversationId, user, typing }) => ({
        event: typing ? "userTyping" : "userStoppedTyping",
        body: { conversationId, userId: user.id, userName: user.name },
      }),
    },
    "presence.changed": {
      about: ({ userId }) => ({ userId }),
      words: ({ userId, online, lastSeenAt }, { user }) => ({
        event: online ? "userOnline" : "userOffline",
        body: { userId, userName: user?.name ?? userId, lastSeen: lastSeenAt },
        except: userId,
      }),
    },
    "user.updated": "silent",
    "session.expiring": "silent",
    "session.ended": "silent",
  },

  errors: { body: (error, requestId) => ({ ...toFailure(error), requestId }) },
  acknowledge: { done: (data) => ({ success: true, data }), refused: toFailure },
  // What a NestJS gateway emits for a WsException.
  complains: (error, heard) => ({ event: "exception", body: { status: "error", cause: heard, ...toFailure(error) } }),
  presence: "unasked",
});

function peopleOf({ members }: { members: Member[] }) {
  return members.map(({ user }) => user);
}
