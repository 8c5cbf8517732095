import type { Conversation, Member, Message, ParleyError, Presence, SharedConversation, SignedIn, User } from "@parley/protocol";
import type { Pair } from "../dialect.ts";
import type { Links } from "../fields.ts";
import { textOf } from "../noticeText.ts";

/** In the document's words: their names for what the protocol holds. Pure. */
export const toPerson = ({ id, name, imageUrl }: User) => ({ id, name, avatar: imageUrl });

/** Whose it is, where it is the one conversation that these two have: clients know it by the other's id. Every other is a group to them. */
export function pairOf({ type, context, members }: Pick<SharedConversation, "type" | "context" | "members">): Pair | undefined {
  const [one, other] = members;
  return type === "direct" && context === null && one !== undefined && other !== undefined ? [one.user.id, other.user.id] : undefined;
}

const otherOf = (pair: Pair, me: string): string => (pair[0] === me ? pair[1] : pair[0]);

/** To whom: one of the two is null. */
export function toReceiver(conversationId: string, senderId: string, pair: Pair | undefined) {
  return pair === undefined ? { receiverId: null, groupId: conversationId } : { receiverId: otherOf(pair, senderId), groupId: null };
}

/** Which conversation: by its other person, as `me` sees it, or by its own id. */
export function toPlace(conversationId: string, me: string, pair: Pair | undefined) {
  return pair === undefined ? { userId: null, groupId: conversationId } : { userId: otherOf(pair, me), groupId: null };
}

/** What a message does not say of itself. Addresses of files are one person's, so what all hear alike has none. */
type Around = { pair: Pair | undefined; members?: Member[]; links?: Links };

export function toMessage(message: Message, { pair, members = [], links }: Around) {
  const { id, conversationId, sender, clientId, attachments, reactions, createdAt, editedAt, deletedAt } = message;
  return {
    id,
    senderId: sender.id,
    ...toReceiver(conversationId, sender.id, pair),
    sender: toPerson(sender),
    content: textOf(message),
    type: toType(message),
    attachments: attachments.map(({ id, name, mediaType, bytes }) => ({
      id,
      fileName: name,
      fileType: mediaType,
      fileSize: bytes,
      fileUrl: links?.get(id) ?? null,
    })),
    reactions: reactions.map(({ emoji, userId }) => ({ emoji, userId })),
    clientId,
    isRead: isRead(message, members),
    isEdited: editedAt !== null,
    isDeleted: deletedAt !== null,
    createdAt,
    updatedAt: deletedAt ?? editedAt ?? createdAt,
  };
}

/** The document knows text, image and file; voice messages are a later step of its own. */
function toType({ type }: Message): "text" | "image" | "file" | "audio" {
  if (type === "system") return "text";
  return type === "video" ? "file" : type;
}

/** By everybody to whom it was sent. */
function isRead({ seq, sender }: Message, members: Member[]): boolean {
  const receivers = members.filter(({ user }) => user.id !== sender.id);
  return receivers.length > 0 && receivers.every(({ readSeq }) => readSeq >= seq);
}

export function toRow(conversation: Conversation, me: User, presences: Map<string, Presence>) {
  const { id, members, lastMessage, me: mine, activityAt } = conversation;
  const pair = pairOf(conversation);
  const other = members.find(({ user }) => user.id !== me.id)?.user;
  const presence = other && presences.get(other.id);
  return {
    ...toPlace(id, me.id, pair),
    user: pair && other ? { ...toPerson(other), isOnline: presence?.online ?? false, lastSeen: presence?.lastSeenAt ?? null } : null,
    name: pair && other ? other.name : toName(conversation),
    lastMessage: lastMessage && toMessage(lastMessage, { pair, ...(pair && { members }) }),
    unreadCount: mine.unread,
    isPinned: mine.pinned,
    isMuted: mine.mutedUntil !== null,
    updatedAt: activityAt,
  };
}

/** A conversation about something is called after it. */
function toName({ title, context }: Pick<SharedConversation, "title" | "context">): string | null {
  return title ?? context?.title ?? null;
}

export function toGroup(conversation: SharedConversation) {
  const { id, imageUrl, memberCount, members, createdBy, createdAt } = conversation;
  return { groupId: id, name: toName(conversation), avatar: imageUrl, memberCount, members: members.map(({ user }) => toPerson(user)), createdBy, createdAt };
}

export function toSignedIn({ user, accessToken, refreshToken, expiresAt }: SignedIn) {
  return { success: true, data: { user: toPerson(user), token: accessToken, refreshToken, expiresAt } };
}

/** `code` is the stable one of docs/errors.md. */
export function toFailure(error: ParleyError) {
  const { status: _, detail, ...rest } = error.toBody();
  return { success: false, message: detail, ...rest };
}
