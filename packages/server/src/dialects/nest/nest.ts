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
  type Payload,
  type Presence,
  title,
  toMessageId,
  type User,
  userId,
} from "@parley/protocol";
import { z } from "zod";
import { ask, defineDialect, type Said, type Steps, takes } from "../dialect.ts";
import { askLinks, askMembers, askReaders, attachmentReference, moment, offsetOf, paged } from "../fields.ts";
import { othersOf, toConversation, toFailure, toLastMessage, toLiveMessage, toMessage, toPerson, toRow, toSentMessage, toType } from "./shapes.ts";

const inConversation = z.object({ conversationId });
const messageType = z.enum(["TEXT", "FILE", "IMAGE", "VIDEO", "AUDIO"]).optional();

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
        const readers = messages.length === 0 ? [] : yield* askReaders(conversationId);
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
        attachments: z.array(attachmentReference).max(limits.attachmentsPerMessage).default([]),
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
      // A faulty id comes here too, so it is compared as the text that it is.
      input: z.object({ conversationId, messageId }).refine(({ conversationId, messageId }) => messageId?.startsWith(`${conversationId}.`), {
        path: ["messageId"],
        message: "is not of this conversation",
      }),
      in: ({ conversationId, messageId }) => ({ conversationId, seq: fromMessageId(messageId).seq }),
    }),
    getOnlineUsers: takes("presence.online", { input: z.unknown(), in: () => ({}), out: ({ userIds }) => userIds }, { replies: "onlineUsers" }),
  },

  says: {
    "message.created": { event: "newMessage", body: ({ message }) => toLiveMessage(message) },
    "message.edited": { event: "messageUpdated", body: ({ message }) => ({ ...toLiveMessage(message), updatedAt: message.editedAt }) },
    "message.deleted": { event: "messageDeleted", body: ({ message: { id, conversationId, deletedAt } }) => ({ id, conversationId, deletedAt }) },
    "message.reacted": "silent",
    "message.pinned": "silent",
    "message.previewed": "silent",
    "conversation.created": { event: "conversationCreated", body: ({ conversation }) => toConversation(conversation, peopleOf(conversation)) },
    "conversation.updated": { event: "conversationUpdated", body: ({ conversation }) => toConversation(conversation, peopleOf(conversation)) },
    "member.added": {
      event: "participantsAdded",
      body: ({ conversationId, members }) => ({ conversationId, participants: peopleOf({ members }).map(toPerson) }),
    },
    "member.removed": { event: "participantLeft", body: ({ conversationId, userId }) => ({ conversationId, userId }) },
    "member.updated": "silent",
    "membership.updated": "silent",
    // To the sender of the newest message that was read. What has only arrived is no news.
    "receipt.updated": {
      event: "messageRead",
      about: ({ conversationId, userId, readSeq, readAt }) => (readAt === undefined ? {} : { userId, message: { conversationId, seq: readSeq } }),
      body: ({ conversationId, userId, readSeq, readAt }, { user, senderId }) =>
        readAt === undefined || senderId === undefined || senderId === userId
          ? undefined
          : { conversationId, messageId: toMessageId(conversationId, readSeq), userId, userName: user?.name ?? userId },
      to: (_, { senderId = "" }) => ({ only: [senderId] }),
    },
    "typing.changed": [
      { event: "userTyping", body: ({ typing, ...about }) => (typing ? toTyping(about) : undefined) },
      { event: "userStoppedTyping", body: ({ typing, ...about }) => (typing ? undefined : toTyping(about)) },
    ],
    "presence.changed": [
      { event: "userOnline", ...presence(({ online }) => online) },
      { event: "userOffline", ...presence(({ online }) => !online) },
    ],
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

function peopleOf({ members }: { members: Member[] }): User[] {
  return members.map(({ user }) => user);
}

function toTyping({ conversationId, user }: Omit<Payload<"typing.changed">, "typing">) {
  return { conversationId, userId: user.id, userName: user.name };
}

function presence(isMeant: (presence: Presence) => boolean): Omit<Said<"presence.changed">, "event"> {
  return {
    about: ({ userId }) => ({ userId }),
    body: (presence, { user }) =>
      isMeant(presence) ? { userId: presence.userId, userName: user?.name ?? presence.userId, lastSeen: presence.lastSeenAt } : undefined,
    to: ({ userId }) => ({ except: userId }),
  };
}
