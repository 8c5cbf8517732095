import { z } from "zod";
import { member, membership, sharedConversation } from "./conversation.ts";
import { defineEvent } from "./defineEvent.ts";
import { conversationId, rev, seq, timestamp, userId } from "./ids.ts";
import { message } from "./message.ts";
import { presence, user } from "./user.ts";

const change = { conversationId, rev };
const messagePayload = z.object({ ...change, message });
const conversationPayload = z.object({ ...change, conversation: sharedConversation });

/** Every event, by name. */
export const events = {
  "message.created": defineEvent({
    name: "message.created",
    socket: "message:created",
    summary: "A message was sent. The sender's devices hear it too, clientId included.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "message.edited": defineEvent({
    name: "message.edited",
    socket: "message:edited",
    summary: "A message's text changed.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "message.deleted": defineEvent({
    name: "message.deleted",
    socket: "message:deleted",
    summary: "A message was deleted; its text is gone.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "message.reacted": defineEvent({
    name: "message.reacted",
    socket: "message:reacted",
    summary: "A message's reactions changed.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "message.pinned": defineEvent({
    name: "message.pinned",
    socket: "message:pinned",
    summary: "A message was pinned or taken down.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "message.previewed": defineEvent({
    name: "message.previewed",
    socket: "message:previewed",
    summary: "Previews of a message's links came or were removed. Its version stays.",
    payload: messagePayload,
    audience: "members",
    durable: true,
  }),
  "conversation.created": defineEvent({
    name: "conversation.created",
    socket: "conversation:created",
    summary: "A conversation began.",
    payload: conversationPayload,
    audience: "members",
    durable: true,
  }),
  "conversation.updated": defineEvent({
    name: "conversation.updated",
    socket: "conversation:updated",
    summary: "Title, picture or settings of a conversation changed.",
    payload: conversationPayload,
    audience: "members",
    durable: true,
  }),
  "member.added": defineEvent({
    name: "member.added",
    socket: "member:added",
    summary: "People joined. They hear it too.",
    payload: z.object({ ...change, memberCount: z.int(), members: z.array(member) }),
    audience: "members",
    durable: true,
  }),
  "member.removed": defineEvent({
    name: "member.removed",
    socket: "member:removed",
    summary: "Somebody left or was removed. They hear it too; it is the last they hear.",
    payload: z.object({ ...change, memberCount: z.int(), userId }),
    audience: "members",
    durable: true,
  }),
  "member.updated": defineEvent({
    name: "member.updated",
    socket: "member:updated",
    summary: "A member's role changed.",
    payload: z.object({ ...change, member }),
    audience: "members",
    durable: true,
  }),
  "membership.updated": defineEvent({
    name: "membership.updated",
    socket: "conversation:mine",
    summary: "One's own settings or read position changed, perhaps on another device.",
    payload: z.object({ conversationId, membership }),
    audience: "self",
    durable: false,
  }),
  "receipt.updated": defineEvent({
    name: "receipt.updated",
    socket: "message:receipt",
    summary: "A member has received or read up to a message.",
    payload: z.object({
      conversationId,
      userId,
      readSeq: seq,
      deliveredSeq: seq,
      readAt: timestamp.optional().meta({ description: "When the read mark moved; absent when only the delivered one did." }),
    }),
    audience: "members",
    durable: false,
  }),
  "typing.changed": defineEvent({
    name: "typing.changed",
    socket: "typing:changed",
    summary: "Somebody began or stopped typing. The typist does not hear it.",
    payload: z.object({ conversationId, user, typing: z.boolean() }),
    audience: "members",
    durable: false,
  }),
  "presence.changed": defineEvent({
    name: "presence.changed",
    socket: "user:status",
    summary: "Somebody whom this connection watches, or oneself on another device, came or went.",
    payload: presence,
    audience: "watchers",
    durable: false,
  }),
  "user.updated": defineEvent({
    name: "user.updated",
    socket: "user:updated",
    summary: "Somebody whom this connection watches, or oneself, has a new name or picture.",
    payload: user,
    audience: "watchers",
    durable: false,
  }),
  "session.expiring": defineEvent({
    name: "session.expiring",
    socket: "auth:expiring",
    summary: "The token of this socket expires within a minute; send `auth:refresh`.",
    payload: z.object({ expiresAt: timestamp }),
    audience: "self",
    durable: false,
  }),
  "session.ended": defineEvent({
    name: "session.ended",
    socket: "auth:ended",
    summary: "The server closes this socket, and says why.",
    payload: z.object({
      code: z.enum(["token_expired", "session_revoked", "account_inactive", "rate_limited", "slow_consumer", "server_draining"]),
      retryAfterMs: z.int().optional().meta({ description: "Come back after so many milliseconds, not before: each connection is told another time." }),
    }),
    audience: "self",
    durable: false,
  }),
};

export type Events = typeof events;
export type EventName = keyof Events;
export type Payload<Name extends EventName> = z.infer<Events[Name]["payload"]>;
/** An event of any name, told apart by `name`. */
export type ParleyEvent = { [Name in EventName]: { name: Name; payload: Payload<Name> } }[EventName];
