/**
 * An Express server with Mongoose models: a conversation is known by the other
 * person's id, and joined to be heard. docs/dialects.md.
 */
import { attachmentId, emoji, fromMessageId, limits, messageId, messageText, nonBlankText, operations, title, userId } from "@parley/protocol";
import { z } from "zod";
import { ask, concerns, defineDialect, type Request, type Steps, takes } from "../dialect.ts";
import { offsetOf, paged } from "../fields.ts";
import {
  askBegunPlace,
  askConversations,
  askHistory,
  askMessage,
  askOpenPlace,
  askPresences,
  conversationsPage,
  historyPage,
  isAnywhere,
  oneOf,
  oneOfThem,
  type Place,
  pairWith,
  place,
  toSomebody,
} from "./places.ts";
import { says } from "./says.ts";
import { pairOf, toFailure, toGroup, toMessage, toPerson, toRow, toSignedIn } from "./shapes.ts";

const oneMessage = z.object({ messageId });
const sent = {
  ...toSomebody,
  type: z.enum(["text", "image", "file", "audio"]).optional(),
  clientId: nonBlankText(limits.clientId).optional(),
};
/** Up to the newest, wherever that is. */
const newest = Number.MAX_SAFE_INTEGER;
const marked = { success: true, message: "Messages marked as read" };
const inPlace = {
  input: place,
  *in(their: Place): Steps<{ conversationId: string }> {
    return { conversationId: yield* askBegunPlace(their) };
  },
};

export const express = defineDialect({
  name: "express",

  rest: {
    "POST /messages": sends((message) => ({ success: true, data: message }), { status: 201 }),
    "POST /messages/upload": takes(
      "messages.send",
      {
        input: z.object({ ...sent, content: messageText.default("") }).refine(oneOf, oneOfThem),
        *in({ content, clientId, ...their }) {
          const conversationId = yield* askOpenPlace(their);
          const { attachment } = yield* ask("attachments.upload", { conversationId });
          return { conversationId, text: content, attachmentIds: [attachment.id], ...(clientId !== undefined && { clientId }) };
        },
        out: ({ message }, asking) => askMessage(message, asking),
      },
      { status: 201, multipart: true },
    ),
    "GET /messages/conversations": takes("conversations.list", {
      input: z.object({ page: paged(1).page }),
      in: ({ page }) => ({ limit: limits.page, offset: offsetOf({ page, limit: conversationsPage }) }),
      *out({ conversations, nextCursor }, { me }): Steps<unknown> {
        const all = yield* askConversations(conversations, nextCursor);
        // A conversation is its messages: one that nobody has said anything in is not there yet.
        const shown = all.filter(({ lastMessage }) => lastMessage !== null);
        const others = shown.flatMap(({ type, members }) => (type === "direct" ? members.map(({ user }) => user.id) : []));
        const presences = yield* askPresences([...new Set(others)].filter((id) => id !== me.id));
        return { success: true, data: shown.map((conversation) => toRow(conversation, me, presences)) };
      },
    }),
    "GET /messages/conversation/:userId": takes("conversations.findDirect", {
      input: z.object({ userId, ...historyPage }),
      in: ({ userId }) => ({ userId }),
      out: ({ conversationId }, asking, { userId, ...page }) => askHistory(conversationId, page, [asking.me.id, userId], asking),
    }),
    "GET /messages/group/:groupId": takes("conversations.get", {
      input: z.object({ groupId: toSomebody.groupId.unwrap(), ...historyPage }),
      in: ({ groupId }) => ({ conversationId: groupId }),
      out: (conversation, asking, page) => askHistory(conversation.id, page, pairOf(conversation), asking),
    }),
    "GET /messages/unread-count": takes("receipts.unread", {
      input: z.object({}),
      in: () => ({}),
      out: ({ messages }) => ({ success: true, data: { unreadCount: messages } }),
    }),
    "PATCH /messages/:messageId/read": takes("receipts.read", {
      input: oneMessage,
      in: ({ messageId }) => fromMessageId(messageId),
      out: () => ({ success: true, message: "Message marked as read" }),
    }),
    "PATCH /messages/conversation/:userId/read": takes("conversations.findDirect", {
      input: z.object({ userId }),
      in: ({ userId }) => ({ userId }),
      *out({ conversationId }): Steps<unknown> {
        if (conversationId !== null) yield* ask("receipts.read", { conversationId, seq: newest });
        return marked;
      },
    }),
    "PATCH /messages/group/:groupId/read": takes("receipts.read", {
      input: z.object({ groupId: toSomebody.groupId.unwrap() }),
      in: ({ groupId }) => ({ conversationId: groupId, seq: newest }),
      out: () => marked,
    }),
    "GET /messages/search": takes("messages.search", {
      input: z.object({ query: nonBlankText(limits.searchText), ...toSomebody, ...paged(20) }).refine((their) => isAnywhere(their) || oneOf(their), oneOfThem),
      *in({ query, page, limit, ...their }) {
        const within = !isAnywhere(their) ? { conversationId: yield* askBegunPlace(their) } : {};
        return { query, limit, offset: offsetOf({ page, limit }), ...within };
      },
      out: ({ results, total }, _, { page, limit }) => ({
        success: true,
        data: results.map(({ message, conversation }) => toMessage(message, { pair: pairOf(conversation), members: conversation.members })),
        pagination: { page, limit, total: total.count, hasMore: page * limit < total.count },
      }),
    }),
    "GET /messages/:messageId": takes("messages.get", { input: oneMessage, in: (their) => their, out: ({ message }, asking) => askMessage(message, asking) }),
    "PATCH /messages/:messageId": takes("messages.edit", {
      input: z.object({ messageId, content: messageText }),
      in: ({ messageId, content }) => ({ messageId, text: content }),
      out: ({ message }, asking) => askMessage(message, asking),
    }),
    "DELETE /messages/:messageId": takes("messages.delete", {
      input: oneMessage,
      in: (their) => their,
      out: () => ({ success: true, message: "Message deleted" }),
    }),
    "POST /messages/:messageId/reactions": reacts(true),
    "DELETE /messages/:messageId/reactions": reacts(false),
    "POST /messages/groups": takes(
      "conversations.create",
      {
        input: z.object({ name: title, userIds: z.array(userId).min(1).max(limits.membersPerRequest) }),
        in: ({ name, userIds }) => ({ type: "group", title: name, participantIds: userIds }),
        out: ({ conversation }) => ({ success: true, data: toGroup(conversation) }),
      },
      { status: 201 },
    ),

    "POST /auth/register": takes("auth.register", { input: operations["auth.register"].input, in: (their) => their, out: toSignedIn }, { status: 201 }),
    "POST /auth/login": takes("auth.login", { input: operations["auth.login"].input, in: (their) => their, out: toSignedIn }),
    "POST /auth/refresh": takes("auth.refresh", { input: operations["auth.refresh"].input, in: (their) => their, out: toSignedIn }),
    "POST /auth/logout": takes("auth.logout", { input: z.object({}), in: () => ({}), out: () => ({ success: true, message: "Signed out" }) }),
    "GET /users": takes("users.search", {
      input: z.object({ search: operations["users.search"].input.shape.query }),
      in: ({ search }) => ({ query: search }),
      out: ({ users }) => ({ success: true, data: users.map(toPerson) }),
    }),
    "GET /users/me": takes("users.me", { input: z.object({}), in: () => ({}), out: (me) => ({ success: true, data: { ...toPerson(me), role: me.role } }) }),
    "GET /users/:userId": takes("users.get", { input: z.object({ userId }), in: (their) => their, out: (user) => ({ success: true, data: toPerson(user) }) }),
    "PATCH /users/:userId/active": takes("users.setActive", {
      input: operations["users.setActive"].input,
      in: (their) => their,
      out: (user) => ({ success: true, data: { ...toPerson(user), isActive: user.active } }),
    }),
  },

  hears: {
    join_conversation: concerns("join", {
      input: place,
      *in(their) {
        return { conversationId: yield* askOpenPlace(their) };
      },
    }),
    leave_conversation: concerns("leave", inPlace),
    send_message: sends((message) => message),
    typing_start: takes("typing.start", inPlace),
    typing_stop: takes("typing.stop", inPlace),
    mark_messages_read: takes("receipts.read", {
      input: place,
      *in(their) {
        return { conversationId: yield* askBegunPlace(their), seq: newest };
      },
    }),
    get_online_users: takes("presence.online", { input: z.unknown(), in: () => ({}), out: ({ userIds }) => userIds }, { replies: "online_users" }),
  },

  says,

  errors: { body: (error, requestId) => ({ ...toFailure(error), requestId }) },
  acknowledge: { done: (data) => ({ success: true, data }), refused: toFailure },
  complains: (error, heard) => ({ event: "error", body: { event: heard, ...toFailure(error) } }),
  tokenAlsoIn: "authorization header",
  presence: "unasked",
});

function sends(answer: (message: ReturnType<typeof toMessage>) => unknown, options: Pick<Request, "status"> = {}): Request {
  return takes(
    "messages.send",
    {
      input: z
        .object({ ...sent, content: messageText.default(""), attachmentIds: z.array(attachmentId).max(limits.attachmentsPerMessage).default([]) })
        .refine(oneOf, oneOfThem),
      *in({ content, attachmentIds, clientId, ...their }) {
        const conversationId = yield* askOpenPlace(their);
        return { conversationId, text: content, ...(attachmentIds.length > 0 && { attachmentIds }), ...(clientId !== undefined && { clientId }) };
      },
      out: ({ message }, { me }, their) => answer(toMessage(message, { pair: pairWith(me.id, their) })),
    },
    options,
  );
}

function reacts(on: boolean): Request {
  return takes("messages.react", {
    input: z.object({ messageId, emoji }),
    in: (their) => ({ ...their, on }),
    out: ({ message }, asking) => askMessage(message, asking),
  });
}
