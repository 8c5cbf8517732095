import { z } from "zod";
import { defineOperation } from "../defineOperation.ts";
import { conversationId, seq, userId } from "../ids.ts";
import { limits } from "../limits.ts";
import { presence, user } from "../user.ts";

const mark = {
  input: z.strictObject({ conversationId, seq: seq.meta({ description: "Up to and including this message; clamped to the newest." }) }),
  output: z.object({ readSeq: seq, deliveredSeq: seq }),
};

export const receiptsOperations = {
  "receipts.read": defineOperation({
    name: "receipts.read",
    summary: "Mark as read up to a message. Never moves back.",
    ...mark,
    rest: "PUT /api/conversations/:conversationId/read",
    socket: "message:read",
    budget: "signal",
    errors: ["not_found"],
  }),
  "receipts.delivered": defineOperation({
    name: "receipts.delivered",
    summary: "Confirm that a device has received up to a message. Never moves back.",
    ...mark,
    rest: "PUT /api/conversations/:conversationId/delivered",
    socket: "message:delivered",
    budget: "signal",
    errors: ["not_found"],
  }),
  "receipts.unread": defineOperation({
    name: "receipts.unread",
    summary: "Unread totals over all conversations that are not archived.",
    input: z.strictObject({}),
    output: z.object({ conversations: z.int().min(0), messages: z.int().min(0) }),
    rest: "GET /api/unread",
    socket: "conversation:unread",
    errors: [],
  }),
};

export const typingOperations = {
  "typing.start": defineOperation({
    name: "typing.start",
    summary: `Say that one is typing. Expires after ${limits.typingMs / 1000} s; repeat every 3 s while typing.`,
    input: z.strictObject({ conversationId }),
    output: z.object({}),
    rest: "PUT /api/conversations/:conversationId/typing",
    socket: "typing:start",
    budget: "signal",
    errors: ["not_found"],
  }),
  "typing.stop": defineOperation({
    name: "typing.stop",
    summary: "Say that one has stopped typing.",
    input: z.strictObject({ conversationId }),
    output: z.object({}),
    rest: "DELETE /api/conversations/:conversationId/typing",
    socket: "typing:stop",
    budget: "signal",
    errors: ["not_found"],
  }),
  "typing.list": defineOperation({
    name: "typing.list",
    summary: "Who else is typing now.",
    input: z.strictObject({ conversationId }),
    output: z.object({ users: z.array(user) }),
    rest: "GET /api/conversations/:conversationId/typing",
    socket: "typing:list",
    errors: ["not_found"],
  }),
};

export const presenceOperations = {
  "presence.get": defineOperation({
    name: "presence.get",
    summary: "Who of these people is online. Only people with whom the actor shares a conversation are answered.",
    input: z.strictObject({ userIds: z.array(userId).min(1).max(limits.presenceWatches) }),
    output: z.object({ presences: z.array(presence) }),
    rest: "GET /api/presence",
    socket: "user:presence",
    errors: [],
  }),
  "presence.online": defineOperation({
    name: "presence.online",
    summary: `Who is online of the people with whom the actor has a direct conversation or shares a group of at most ${limits.contactsOfGroup}.`,
    input: z.strictObject({}),
    output: z.object({ userIds: z.array(userId) }),
    rest: "GET /api/presence/online",
    socket: "user:online",
    errors: [],
  }),
};
