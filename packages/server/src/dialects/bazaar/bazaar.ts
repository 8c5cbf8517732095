/**
 * A marketplace's Express server with Socket.IO and five tables: `limit` and
 * `offset`, rows in snake_case, an envelope `{ success, data, pagination? }`,
 * conversations about an advertisement. docs/dialects.md.
 */
import { conversationId, emoji, fromMessageId, limits, messageId, messageText, nonBlankText, text } from "@parley/protocol";
import { z } from "zod";
import { ask, defineDialect, type Said, type Steps, takes } from "../dialect.ts";
import { askLinks, askMembers, askPresences, readersOf, skipping } from "../fields.ts";
import { attachmentUrl, draft } from "./fields.ts";
import {
  toConversation,
  toFailure,
  toFoundPerson,
  toHistoryRow,
  toListRow,
  toLiveMessage,
  toPerson,
  toReactions,
  toRow,
  toSettings,
  toTheirId,
} from "./shapes.ts";

const byId = z.object({ id: conversationId });
const inConversation = z.object({ conversationId });
export const bazaar = defineDialect({
  name: "bazaar",

  rest: {
    "GET /api/messages/conversations": takes("conversations.list", {
      input: z.object({ ...skipping(50), includeArchived: z.boolean().default(false) }),
      in: ({ limit, offset, includeArchived }) => ({ limit, offset, includeArchived, count: true }),
      *out({ conversations, total = 0 }, { now }, { limit, offset }): Steps<unknown> {
        const presences = yield* askPresences(conversations.flatMap(({ members }) => members.map(({ user }) => user.id)));
        return { success: true, data: conversations.map((one) => toListRow(one, presences, now())), pagination: { limit, offset, total } };
      },
    }),
    "GET /api/messages/conversations/:id": takes("messages.list", {
      input: z.object({ id: conversationId, ...skipping(50) }),
      in: ({ id, limit, offset }) => ({ conversationId: id, limit, offset, count: true }),
      *out({ messages, hasOlder, total }, asking, { id, limit, offset }): Steps<unknown> {
        const conversation = yield* ask("conversations.get", { conversationId: id });
        const members = yield* askMembers(id);
        const people = members.map(({ user }) => user);
        const row = toRow(conversation, { people, presences: yield* askPresences(people.map(({ id }) => id)), now: asking.now() });
        const links = yield* askLinks(messages, asking);
        const data = { conversation: row, messages: messages.map((message) => toHistoryRow(message, links, readersOf(members))) };
        return { success: true, data, pagination: { limit, offset, total, hasMore: hasOlder } };
      },
    }),
    "POST /api/messages/conversations": takes(
      "conversations.create",
      {
        ...draft,
        out: ({ conversation, created }) => ({
          success: true,
          data: toConversation(conversation),
          ...(!created && { message: "Conversation already exists" }),
        }),
      },
      { status: (answer) => (Object.hasOwn(answer as object, "message") ? 200 : 201) },
    ),
    "PUT /api/messages/conversations/:id/archive": takes("conversations.archive", {
      input: byId.extend({ isArchived: z.boolean().default(true) }),
      in: ({ id, isArchived }) => ({ conversationId: id, archived: isArchived }),
      out: ({ me }) => ({ success: true, message: `Conversation ${me.archived ? "archived" : "unarchived"}` }),
    }),
    "PUT /api/messages/conversations/:id/mute": takes("conversations.mute", {
      input: byId.extend({ isMuted: z.boolean().default(true) }),
      in: ({ id, isMuted }) => ({ conversationId: id, muted: isMuted }),
      out: ({ me }) => ({ success: true, message: `Conversation ${me.mutedUntil === null ? "unmuted" : "muted"}` }),
    }),
    "DELETE /api/messages/conversations/:id": takes("conversations.leave", {
      input: byId,
      in: ({ id }) => ({ conversationId: id, direct: "archive" }),
      out: () => ({ success: true, message: "Conversation left" }),
    }),
    // Its clients ask with the first letter already, and expect nobody then.
    "GET /api/messages/search-users": takes("users.me", {
      input: z.object({ q: text(limits.searchText).default("") }),
      in: () => ({}),
      *out(_me, _asking, { q }): Steps<unknown> {
        const { users } = q.trim().length < 2 ? { users: [] } : yield* ask("users.search", { query: q });
        return { success: true, data: users.map(toFoundPerson) };
      },
    }),
    "GET /api/messages/unread-count": takes("receipts.unread", {
      input: z.object({}),
      in: () => ({}),
      out: ({ conversations, messages }) => ({ success: true, data: { unread_conversations: conversations, unread_messages: messages } }),
    }),
    // What the document plans.
    "GET /api/messages/search": takes("messages.search", {
      input: z.object({ q: nonBlankText(limits.searchText), conversationId: conversationId.optional(), ...skipping(20) }),
      in: ({ q, ...rest }) => ({ query: q, ...rest }),
      *out({ results, total }, asking, { limit, offset }): Steps<unknown> {
        const messages = results.map(({ message }) => message);
        const links = yield* askLinks(messages, asking);
        return { success: true, data: messages.map((message) => toHistoryRow(message, links, [])), pagination: { limit, offset, total: total.count } };
      },
    }),
    "POST /api/messages/upload": takes(
      "attachments.upload",
      {
        input: inConversation,
        in: (their) => their,
        *out({ attachment: { id } }, { origin, nativePath }): Steps<unknown> {
          const { url } = yield* ask("attachments.link", { attachmentId: id });
          return { success: true, data: { url: `${origin}${nativePath}${url}` } };
        },
      },
      // Its clients send the picture first and then where it belongs; theirs are of 5 MB at most.
      { status: 201, multipart: { heldBytes: 5 * 1024 * 1024 } },
    ),
  },

  hears: {
    "message:send": takes("messages.send", {
      input: z.object({
        conversationId,
        content: messageText.default(""),
        type: z.enum(["text", "image", "file"]).default("text"),
        attachmentUrl: attachmentUrl.nullish(),
        clientId: nonBlankText(limits.clientId).optional(),
      }),
      in: ({ conversationId, content, attachmentUrl, clientId }) => ({
        conversationId,
        text: content,
        ...(attachmentUrl && { attachmentIds: [attachmentUrl] }),
        ...(clientId !== undefined && { clientId }),
      }),
      *out({ message }, asking): Steps<unknown> {
        return { message: toLiveMessage(message, yield* askLinks([message], asking)) };
      },
    }),
    "message:edit": takes("messages.edit", {
      input: z.object({ messageId, newContent: messageText }),
      in: ({ messageId, newContent }) => ({ messageId, text: newContent }),
    }),
    "message:delete": takes("messages.delete", { input: z.object({ messageId }), in: (their) => their }),
    "message:react": takes("messages.react", { input: z.object({ messageId, emoji, on: z.boolean().optional() }), in: (their) => their }),
    // All that there is, unless the client says how far it has shown.
    "message:read": takes("receipts.read", {
      // A faulty id comes here too, so it is compared as the text that it is.
      input: inConversation
        .extend({ messageId: messageId.optional() })
        .refine(({ conversationId, messageId }) => messageId?.startsWith(`${conversationId}.`) ?? true, {
          path: ["messageId"],
          message: "is not of this conversation",
        }),
      in: ({ conversationId, messageId }) => ({ conversationId, seq: messageId === undefined ? Number.MAX_SAFE_INTEGER : fromMessageId(messageId).seq }),
    }),
    "typing:start": takes("typing.start", { input: inConversation, in: (their) => their }),
    "typing:stop": takes("typing.stop", { input: inConversation, in: (their) => their }),
    "conversation:create": takes("conversations.create", {
      ...draft,
      out: ({ conversation }) => ({ conversation: toConversation(conversation) }),
    }),
  },

  says: {
    "message.created": [
      { event: "message:new", body: ({ message }) => toLiveMessage(message) },
      {
        event: "conversation:updated",
        body: ({ conversationId, message }) => ({ conversationId, lastMessage: toLiveMessage(message), timestamp: message.createdAt }),
      },
    ],
    "message.edited": {
      event: "message:edited",
      body: ({ conversationId, message: { id, text, editedAt } }) => ({ conversationId, messageId: id, newContent: text, editedAt }),
    },
    "message.deleted": {
      event: "message:deleted",
      body: ({ conversationId, message: { id, deletedAt } }) => ({ conversationId, messageId: id, deletedAt }),
    },
    "message.reacted": {
      event: "message:reacted",
      body: ({ conversationId, message: { id, reactions } }) => ({ conversationId, messageId: id, reactions: toReactions(reactions) }),
    },
    "message.pinned": "silent",
    "message.previewed": "silent",
    "conversation.created": { event: "conversation:created", body: ({ conversation }) => toConversation(conversation) },
    "conversation.updated": { event: "conversation:changed", body: ({ conversation }) => toConversation(conversation) },
    "member.added": {
      event: "participants:added",
      body: ({ conversationId, members }) => ({ conversationId, participants: members.map(({ user }) => toPerson(user)) }),
    },
    "member.removed": { event: "participant:left", body: ({ conversationId, userId }) => ({ conversationId, userId: toTheirId(userId) }) },
    "member.updated": "silent",
    "membership.updated": {
      event: "conversation:settings",
      body: ({ conversationId, membership }, { now }) => ({ conversationId, ...toSettings(membership, now()) }),
    },
    "receipt.updated": {
      event: "message:read",
      body: ({ conversationId, userId, readAt }) => (readAt === undefined ? undefined : { conversationId, userId: toTheirId(userId), readAt }),
      to: ({ userId }) => ({ except: userId }),
    },
    "typing.changed": [
      { event: "typing:user-started", body: typing(true) },
      { event: "typing:user-stopped", body: typing(false) },
    ],
    "presence.changed": {
      event: "user:status",
      body: ({ userId, online, lastSeenAt }, { now }) => ({ userId: toTheirId(userId), isOnline: online, timestamp: lastSeenAt ?? now() }),
      to: ({ userId }) => ({ except: userId }),
    },
    "user.updated": "silent",
    "session.expiring": "silent",
    "session.ended": "silent",
  },

  errors: { body: (error, requestId) => ({ ...toFailure(error), requestId }) },
  acknowledge: { done: (answer) => ({ success: true, ...(answer as object | undefined) }), refused: toFailure },
  // What its clients listen for.
  complains: (error, heard) => ({ event: "error", body: { ...toFailure(error), event: heard } }),
  presence: "unasked",
});

function typing(isMeant: boolean): Said<"typing.changed">["body"] {
  return ({ conversationId, user, typing }) => (typing === isMeant ? { conversationId, userId: toTheirId(user.id), userName: user.name } : undefined);
}
