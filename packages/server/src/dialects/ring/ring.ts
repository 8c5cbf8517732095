/**
 * Conversations over REST, and a real-time tree beside them: paths whose value
 * is read once and heard of whenever it changes. Envelope `{ success, data, … }`,
 * times in milliseconds. docs/dialects.md.
 */
import { type Conversation, fromMessageId } from "@parley/protocol";
import { z } from "zod";
import { type Asking, ask, defineDialect, type Steps, type Stream, takes } from "../dialect.ts";
import { askLinks } from "../fields.ts";
import { askChange, askMark, askMessages, askPosition, askRows, askWhole, requireOneself } from "./asks.ts";
import {
  change,
  conversationsQuery,
  creation,
  editing,
  inConversation,
  marking,
  messagesQuery,
  newMessage,
  oneMessage,
  reading,
  typingNode,
} from "./fields.ts";
import { says } from "./says.ts";
import { abouts, messagePath, messagesPath, toContext, toFailure, toFile, toMessage, toTime, toTyping, typingPath, typistPath } from "./shapes.ts";

type Node = { path: string; data: unknown };

/** The value at first, then nodes by their whole path; who listens to one path alone is told what is below it. */
const told: Omit<Stream, "topic"> = {
  first: (value, topic) => ({ event: "put", body: { path: topic, data: value } }),
  alone: ({ event, body }, topic) => {
    const { path, data } = body as Node;
    return { event, body: { path: path.slice(topic.length) || "/", data } };
  },
};

export const ring = defineDialect({
  name: "ring",

  rest: {
    "GET /api/conversations": takes("conversations.list", {
      input: conversationsQuery,
      in: ({ type, isActive, limit, cursor, ...ids }) => {
        const about = abouts.find((one) => ids[`${one}Id`] !== undefined || one === type);
        return {
          limit,
          count: true,
          archived: !isActive,
          ...(cursor !== undefined && { cursor }),
          ...(type === "direct" && { type }),
          ...(type === "group" && { type, contextType: "" }),
          ...(about !== undefined && { type: "group" as const, contextType: about, contextId: ids[`${about}Id`] }),
        };
      },
      *out({ conversations, nextCursor, total }, asking, { limit: _, cursor: __, ...filters }): Steps<unknown> {
        return {
          success: true,
          data: yield* askRows(conversations, asking),
          pagination: { hasMore: nextCursor !== null, cursor: nextCursor },
          metadata: { timestamp: toTime(asking.now()), total, filters },
        };
      },
    }),
    "POST /api/conversations": takes(
      "conversations.create",
      {
        input: creation,
        in: ({ type, participantIds, metadata }) => ({
          participantIds,
          type: type === "direct" ? type : "group",
          ...(type !== "direct" && metadata.subject !== undefined && { title: metadata.subject }),
          ...(type !== "direct" && type !== "group" && { context: toContext(type, metadata) }),
        }),
        *out({ conversation, created }, asking): Steps<unknown> {
          return { success: true, data: yield* askWhole(conversation, asking), metadata: { timestamp: toTime(asking.now()), created } };
        },
      },
      { status: 201 },
    ),
    "GET /api/conversations/:conversationId": takes("conversations.get", {
      input: inConversation,
      in: (their) => their,
      out: toWhole,
    }),
    "PUT /api/conversations/:conversationId": takes("conversations.get", {
      input: change,
      *in(their) {
        yield* askChange(their);
        return { conversationId: their.conversationId };
      },
      out: toWhole,
    }),
    "DELETE /api/conversations/:conversationId": takes("conversations.leave", {
      input: inConversation,
      in: (their) => ({ ...their, direct: "archive" }),
      out: () => ({ success: true }),
    }),

    "GET /api/conversations/:conversationId/messages": takes("messages.list", {
      input: messagesQuery,
      in: ({ conversationId, limit, cursor, direction }) => {
        const seq = cursor === undefined ? undefined : fromMessageId(cursor).seq;
        if (direction === "after") return { conversationId, limit, after: seq ?? 0 };
        return { conversationId, limit, ...(seq !== undefined && { before: seq }) };
      },
      *out({ messages, hasOlder, hasNewer }, asking, { conversationId, direction }): Steps<unknown> {
        const [hasMore, edge] = direction === "after" ? [hasNewer, messages.at(-1)] : [hasOlder, messages[0]];
        return {
          success: true,
          data: yield* askMessages(conversationId, messages, asking),
          pagination: { hasMore, cursor: hasMore ? (edge?.id ?? null) : null },
        };
      },
    }),
    "POST /api/conversations/:conversationId/messages": takes(
      "messages.send",
      {
        input: newMessage,
        in: ({ conversationId, content, replyTo, attachments }) => ({
          conversationId,
          text: content,
          ...(replyTo && { replyTo }),
          ...(attachments.length > 0 && { attachmentIds: attachments }),
        }),
        *out({ message }, asking): Steps<unknown> {
          return { success: true, data: toMessage(message, [], yield* askLinks([message], asking)) };
        },
      },
      { status: 201 },
    ),
    "PUT /api/conversations/:conversationId/messages/:messageId": takes("messages.edit", {
      input: editing,
      in: ({ messageId, content }) => ({ messageId, text: content }),
      *out({ message }, asking, { conversationId }): Steps<unknown> {
        const [data] = yield* askMessages(conversationId, [message], asking);
        return { success: true, data };
      },
    }),
    "DELETE /api/conversations/:conversationId/messages/:messageId": takes("messages.delete", {
      input: oneMessage,
      in: ({ messageId }) => ({ messageId }),
      out: ({ message }) => ({ success: true, data: { id: message.id, conversationId: message.conversationId, deletedAt: toTime(message.deletedAt ?? "") } }),
    }),

    "GET /api/conversations/:conversationId/read": takes("conversations.get", {
      input: inConversation,
      in: (their) => their,
      out: (conversation, { me }) => askPosition(conversation, me.id),
    }),
    "POST /api/conversations/:conversationId/read": takes("conversations.get", {
      input: reading,
      *in(their) {
        yield* ask("receipts.read", yield* askMark(their));
        return { conversationId: their.conversationId };
      },
      out: (conversation, { me }) => askPosition(conversation, me.id),
    }),
    "GET /api/conversations/:conversationId/typing": takes("typing.list", { input: inConversation, in: (their) => their, out: toTypingUsers }),
    "POST /api/conversations/:conversationId/typing": takes("typing.list", {
      input: inConversation.extend({ isTyping: z.boolean() }),
      *in({ conversationId, isTyping }) {
        yield* ask(isTyping ? "typing.start" : "typing.stop", { conversationId });
        return { conversationId };
      },
      out: toTypingUsers,
    }),
    "POST /api/conversations/upload": takes(
      "attachments.upload",
      {
        input: inConversation,
        in: (their) => their,
        *out({ attachment }, { origin, nativePath }): Steps<unknown> {
          const { url } = yield* ask("attachments.link", { attachmentId: attachment.id });
          return { success: true, data: toFile(attachment, new Map([[attachment.id, `${origin}${nativePath}${url}`]])) };
        },
      },
      { status: 201, multipart: true },
    ),

    // The tree.
    "GET /conversations/:conversationId/messages": takes(
      "messages.list",
      {
        input: inConversation,
        in: (their) => their,
        *out({ messages }, asking, { conversationId }): Steps<unknown> {
          return Object.fromEntries((yield* askMessages(conversationId, messages, asking)).map((message) => [message.id, message]));
        },
      },
      { stream: { ...told, topic: ({ conversationId }) => messagesPath(conversationId) } },
    ),
    "GET /conversations/:conversationId/messages/:messageId": takes(
      "messages.get",
      {
        input: oneMessage,
        in: ({ messageId }) => ({ messageId }),
        *out({ message }, asking, { conversationId }): Steps<unknown> {
          return (yield* askMessages(conversationId, [message], asking))[0];
        },
      },
      { stream: { ...told, topic: ({ conversationId, messageId }) => messagePath({ conversationId, id: messageId }) } },
    ),
    "PATCH /conversations/:conversationId/messages/:messageId": takes("messages.get", {
      input: marking,
      *in({ conversationId, messageId, status }) {
        yield* ask(status === "read" ? "receipts.read" : "receipts.delivered", { conversationId, seq: fromMessageId(messageId).seq });
        return { messageId };
      },
      out: (_, __, { status }) => ({ status }),
    }),
    "GET /typing/:conversationId": takes(
      "typing.list",
      {
        input: inConversation,
        in: (their) => their,
        out: ({ users }, { now }) => Object.fromEntries(users.map((user) => [encodeURIComponent(user.id), toTyping(user, now())])),
      },
      { stream: { ...told, topic: ({ conversationId }) => typingPath(conversationId) } },
    ),
    "GET /typing/:conversationId/:userId": takes(
      "typing.list",
      {
        input: typingNode,
        in: ({ conversationId }) => ({ conversationId }),
        out: ({ users }, { now }, { userId }) => {
          const user = users.find(({ id }) => id === userId);
          return user === undefined ? null : toTyping(user, now());
        },
      },
      { stream: { ...told, topic: ({ conversationId, userId }) => typistPath(conversationId, userId) } },
    ),
    "PUT /typing/:conversationId/:userId": takes("typing.list", {
      input: typingNode.extend({ isTyping: z.boolean() }),
      *in({ conversationId, userId, isTyping }, asking) {
        requireOneself(userId, asking);
        yield* ask(isTyping ? "typing.start" : "typing.stop", { conversationId });
        return { conversationId };
      },
      out: (_, { me, now }, { isTyping }) => (isTyping ? toTyping(me, now()) : null),
    }),
    "DELETE /typing/:conversationId/:userId": takes("typing.stop", {
      input: typingNode,
      in: ({ conversationId, userId }, asking) => {
        requireOneself(userId, asking);
        return { conversationId };
      },
      out: () => null,
    }),
  },

  hears: { subscribe: { connection: "subscribe" }, unsubscribe: { connection: "unsubscribe" } },
  says,
  errors: { body: (error, requestId) => toFailure(error, { requestId }) },
  acknowledge: { done: (data) => ({ success: true, data }), refused: toFailure },
  complains: (error, heard) => ({ event: "cancel", body: { cause: heard, ...toFailure(error) } }),
});

function toTypingUsers({ users }: { users: Parameters<typeof toTyping>[0][] }, { now }: { now(): string }, { conversationId }: { conversationId: string }) {
  return { success: true, conversationId, typingUsers: users.map((user) => ({ userId: user.id, ...toTyping(user, now()) })) };
}

function* toWhole(conversation: Conversation, asking: Asking): Steps<unknown> {
  return { success: true, data: yield* askWhole(conversation, asking) };
}
