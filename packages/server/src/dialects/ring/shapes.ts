import {
  type Attachment,
  type Context,
  type Conversation,
  limits,
  type Member,
  type Message,
  type ParleyError,
  type Presence,
  type User,
} from "@parley/protocol";
import type { Links } from "../fields.ts";
import { textOf } from "../noticeText.ts";

/** What a conversation of theirs may be about: one of these, or nothing. */
export const abouts = ["entity", "opportunity", "product"] as const;
export type About = (typeof abouts)[number];
/** Of a host that keeps other things: they are shown, and not made here. */
const kinds: readonly string[] = [...abouts, "order_lab", "support"];

export const toTime = (iso: string): number => Date.parse(iso);

const toRole = (role: string): string => (role === "owner" ? "admin" : role);

function toParticipant({ user, role, joinedAt }: Member, presences: Map<string, Presence>, typing?: readonly User[]) {
  return {
    userId: user.id,
    role: toRole(role),
    joinedAt: toTime(joinedAt),
    isOnline: presences.get(user.id)?.online ?? false,
    // Of a list nobody asks who types: the tree tells it.
    ...(typing !== undefined && { isTyping: typing.some(({ id }) => id === user.id) }),
    displayName: user.name,
    ...(user.imageUrl !== null && { avatarUrl: user.imageUrl }),
  };
}

type Shown = { me: User; members: Member[]; presences: Map<string, Presence>; typing?: readonly User[] };

export function toConversation(conversation: Conversation, { me, members, presences, typing }: Shown) {
  const { id, type, context, createdAt, activityAt, lastMessage, memberCount } = conversation;
  const { archived, mutedUntil, unread } = conversation.me;
  return {
    id,
    type: type === "direct" || context === null || !kinds.includes(context.type) ? type : context.type,
    participants: members.map((member) => toParticipant(member, presences, typing)),
    metadata: toMetadata(conversation, me),
    lastMessage: lastMessage === null ? null : toMessage(lastMessage, memberCount > limits.receiptMembers ? [] : members),
    unreadCount: unread,
    createdAt: toTime(createdAt),
    updatedAt: toTime(activityAt),
    isActive: !archived,
    // Who else has archived or muted it is theirs to know.
    archivedBy: archived ? [me.id] : [],
    mutedBy: mutedUntil === null ? [] : [me.id],
    hiddenFromInbox: archived,
  };
}

function toMetadata({ type, title, context, members }: Conversation, me: User) {
  const other = type === "direct" ? members.find(({ user }) => user.id !== me.id)?.user : undefined;
  return {
    ...(title !== null && { subject: title }),
    ...(other !== undefined && { directUserId: other.id, directUserName: other.name }),
    ...(context !== null && { [`${context.type}Id`]: context.id, [`${context.type}Name`]: context.title }),
  };
}

/** `{ entityId, entityName }` → what the conversation is about. */
export function toContext(about: About, metadata: Readonly<Record<string, string | undefined>>): Context {
  const id = metadata[`${about}Id`] ?? "";
  return { type: about, id, title: metadata[`${about}Name`] ?? id };
}

/** How far the others are: one of them is enough. Who knows nothing of them knows that it was sent. */
function toStatus({ seq, sender }: Message, members: readonly Member[]): "sent" | "delivered" | "read" {
  const others = members.filter(({ user }) => user.id !== sender.id);
  if (others.some(({ readSeq }) => readSeq >= seq)) return "read";
  return others.some(({ deliveredSeq }) => deliveredSeq >= seq) ? "delivered" : "sent";
}

/** Of the document's three types: what is neither text nor a picture is a file. */
const toType = (type: string): string => (type === "text" || type === "system" ? "text" : type === "image" ? "image" : "file");

export function toMessage(message: Message, members: readonly Member[] = [], links: Links = new Map()) {
  const { id, conversationId, sender, type, createdAt, editedAt, deletedAt, replyTo, attachments, reactions } = message;
  return {
    id,
    conversationId,
    senderId: sender.id,
    senderName: sender.name,
    ...(sender.imageUrl !== null && { senderAvatar: sender.imageUrl }),
    content: textOf(message),
    timestamp: toTime(createdAt),
    type: toType(type),
    status: toStatus(message, members),
    ...(replyTo !== null && { replyTo }),
    ...(attachments.length > 0 && { attachments: attachments.map((attachment) => toFile(attachment, links)) }),
    ...(editedAt !== null && { editedAt: toTime(editedAt) }),
    ...(deletedAt !== null && { deletedAt: toTime(deletedAt) }),
    ...(reactions.length > 0 && { reactions: reactions.map(({ emoji, userId, createdAt }) => ({ emoji, userId, timestamp: toTime(createdAt) })) }),
  };
}

export function toFile({ id, name, bytes, mediaType }: Attachment, links: Links) {
  const url = links.get(id);
  return { id, name, size: bytes, mimeType: mediaType, ...(url !== undefined && { url }) };
}

export const toTyping = ({ name }: User, now: string) => ({ isTyping: true, userName: name, timestamp: toTime(now) });

/** Paths of the tree. A host's id of a person may have any character in it. */
export const messagesPath = (conversationId: string) => `/conversations/${conversationId}/messages`;
export const messagePath = ({ conversationId, id }: Pick<Message, "conversationId" | "id">) => `${messagesPath(conversationId)}/${id}`;
export const typingPath = (conversationId: string) => `/typing/${conversationId}`;
export const typistPath = (conversationId: string, userId: string) => `${typingPath(conversationId)}/${encodeURIComponent(userId)}`;

/** What a client may know of a refusal: what to do about it, by field and code, and nothing of how this server is made. */
export function toFailure(error: ParleyError, about: { requestId?: string } = {}) {
  const { code, status, detail, ...more } = error.toBody();
  return { success: false, error: detail, context: { code, status, ...more, ...about } };
}

/** What of a message changes when it is edited, reacted to or deleted; null takes a field away. How far the others are is not of this. */
export function toChange(message: Message) {
  const { status: _, ...fields } = toMessage(message);
  return { reactions: null, attachments: null, ...fields };
}
