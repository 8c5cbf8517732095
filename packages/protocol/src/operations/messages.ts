import { z } from "zod";
import { attachmentId } from "../attachment.ts";
import { conversation, member } from "../conversation.ts";
import { defineOperation } from "../defineOperation.ts";
import { conversationId, messageId, nonBlankText, offset, rev, seq, timestamp } from "../ids.ts";
import { limits } from "../limits.ts";
import { emoji, mentions, message, messageText } from "../message.ts";

const output = z.object({ message });
const inConversation = { conversationId };

export const messagesOperations = {
  "messages.send": defineOperation({
    name: "messages.send",
    summary: "Send a message. The answer leaves after the commit: an acknowledged message is on disk.",
    input: z
      .strictObject({
        ...inConversation,
        text: messageText.meta({ description: "May be blank only with attachments." }),
        clientId: nonBlankText(limits.clientId).optional().meta({
          description:
            "The sender's own id. A retry with the same clientId returns the original message; with another text or other attachments it is refused.",
        }),
        replyTo: messageId.optional(),
        mentions: mentions.optional(),
        attachmentIds: z
          .array(attachmentId)
          .min(1)
          .max(limits.attachmentsPerMessage)
          .refine((ids) => new Set(ids).size === ids.length, "names an attachment twice")
          .optional()
          .meta({ description: "Uploads of one's own for this conversation, not sent yet, in the order of display." }),
        previews: z.boolean().optional().meta({ description: "false: links in this message are not looked at, also not after an edit." }),
      })
      .refine(({ text, attachmentIds }) => attachmentIds !== undefined || text.trim() !== "", { path: ["text"], message: "is blank" }),
    output,
    rest: "POST /api/conversations/:conversationId/messages",
    status: 201,
    socket: "message:send",
    errors: ["not_found", "reply_not_found", "mention_not_a_member", "attachment_not_found", "idempotency_key_reused"],
  }),
  "messages.list": defineOperation({
    name: "messages.list",
    summary: "A page of history, oldest first within the page. Without a bound: the newest page.",
    input: z
      .strictObject({
        ...inConversation,
        limit: z.int().min(1).max(limits.page).default(limits.pageDefault),
        before: seq.optional().meta({ description: "Only messages with a lower seq." }),
        after: seq.optional().meta({ description: "Only messages with a higher seq, oldest of them first." }),
        around: seq.optional().meta({ description: "The message with this seq in the middle." }),
        beforeTime: timestamp.optional().meta({ description: "Only messages from before that moment; `before` is exact where several have the same time." }),
        offset: offset.optional().meta({ description: "Skip so many of the newest." }),
        count: z.boolean().optional().meta({ description: "true: say how many the reader may read in all, as `total`." }),
      })
      .refine(
        ({ before, after, around, beforeTime, offset }) => [before, after, around, beforeTime ?? offset].filter((bound) => bound !== undefined).length <= 1,
        {
          path: ["before"],
          message: "give one of before, after, around, beforeTime or offset",
        },
      ),
    output: z.object({
      messages: z.array(message),
      quoted: z.array(message).meta({ description: "Messages that these reply to and that are not among them." }),
      hasOlder: z.boolean(),
      hasNewer: z.boolean(),
      total: z.int().min(0).optional(),
    }),
    rest: "GET /api/conversations/:conversationId/messages",
    socket: "message:list",
    errors: ["not_found"],
  }),
  "messages.get": defineOperation({
    name: "messages.get",
    summary: "One message.",
    input: z.strictObject({ messageId }),
    output,
    rest: "GET /api/messages/:messageId",
    socket: "message:get",
    errors: ["not_found"],
  }),
  "messages.edit": defineOperation({
    name: "messages.edit",
    summary: "Change the text of one's own message.",
    input: z.strictObject({
      messageId,
      text: messageText.meta({ description: "May be blank only with attachments." }),
      mentions: mentions.optional(),
      expectedVersion: z.int().min(1).optional().meta({ description: "Refuse if the message has another version now." }),
    }),
    output,
    rest: "PATCH /api/messages/:messageId",
    socket: "message:edit",
    errors: ["not_found", "forbidden", "message_deleted", "version_conflict", "mention_not_a_member"],
  }),
  "messages.delete": defineOperation({
    name: "messages.delete",
    summary:
      "Delete a message for everybody; its text cannot be recovered. One's own, or anybody's as owner or admin of the group. Deleting twice is the same as once.",
    input: z.strictObject({ messageId }),
    output,
    rest: "DELETE /api/messages/:messageId",
    socket: "message:delete",
    errors: ["not_found", "forbidden"],
  }),
  "messages.removePreviews": defineOperation({
    name: "messages.removePreviews",
    summary: "Take the link previews off one's own message, for good: later edits bring none.",
    input: z.strictObject({ messageId }),
    output,
    rest: "DELETE /api/messages/:messageId/previews",
    socket: "message:unpreview",
    errors: ["not_found", "forbidden", "message_deleted"],
  }),
  "messages.react": defineOperation({
    name: "messages.react",
    summary: "Add or take back one's own emoji.",
    input: z.strictObject({ messageId, emoji, on: z.boolean().default(true) }),
    output,
    rest: "PUT /api/messages/:messageId/reactions",
    socket: "message:react",
    errors: ["not_found", "message_deleted", "limit_reached"],
  }),
  "messages.pin": defineOperation({
    name: "messages.pin",
    summary: "Pin a message in its conversation or take it down. In groups: owners and admins.",
    input: z.strictObject({ messageId, pinned: z.boolean() }),
    output,
    rest: "PUT /api/messages/:messageId/pin",
    socket: "message:pin",
    errors: ["not_found", "forbidden", "message_deleted", "limit_reached"],
  }),
  "messages.listPinned": defineOperation({
    name: "messages.listPinned",
    summary: "Pinned messages, latest pin first.",
    input: z.strictObject(inConversation),
    output: z.object({ messages: z.array(message) }),
    rest: "GET /api/conversations/:conversationId/pins",
    socket: "message:pins",
    errors: ["not_found"],
  }),
  "messages.changes": defineOperation({
    name: "messages.changes",
    summary: "What changed in a conversation since a device last looked: sync.",
    input: z.strictObject({
      ...inConversation,
      sinceRev: rev.meta({ description: "The rev up to which the device is complete." }),
      sinceSeq: seq.meta({ description: "The lastSeq that the conversation had at that rev." }),
      limit: z.int().min(1).max(limits.syncPage).default(limits.syncPage),
    }),
    output: z.object({
      reset: z.boolean().meta({ description: "The gap is too large, or from another history: drop what you hold and load the newest page." }),
      conversation,
      messages: z.array(message).meta({ description: "New and changed messages, by rev." }),
      members: z.array(member).meta({ description: "Members whose membership changed, leavers included." }),
      marks: z
        .array(z.object({ userId: z.string(), readSeq: seq, deliveredSeq: seq }))
        .meta({ description: `Read and delivered marks of all members; empty in groups above ${limits.receiptMembers}.` }),
      rev: rev.meta({ description: "Complete up to here after applying." }),
      seq: seq.meta({ description: "Pass as sinceSeq next time." }),
      more: z.boolean(),
    }),
    rest: "GET /api/conversations/:conversationId/changes",
    socket: "conversation:changes",
    errors: ["not_found"],
  }),
  "messages.sync": defineOperation({
    name: "messages.sync",
    summary: "Which of the conversations that a device holds have changed or are gone.",
    input: z.strictObject({
      known: z
        .array(z.strictObject({ conversationId, rev, version: z.int() }))
        .max(limits.syncConversations)
        .meta({ description: "`rev` of the conversation and `version` of the membership, as held." }),
    }),
    output: z.object({ changed: z.array(conversation), gone: z.array(conversationId) }),
    rest: "POST /api/sync",
    socket: "conversation:sync",
    errors: [],
  }),
};
