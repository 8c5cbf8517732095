import type { Attachment, Conversation, Member, Message, ParleyError, Presence, SharedConversation, User } from "@parley/protocol";
import type { Links } from "../fields.ts";
import { textOf } from "../noticeText.ts";

/** In the document's words: their names for what the protocol holds. Pure. */
export const toPerson = ({ id, name, imageUrl }: User) => ({ id, fullName: name, profilePhoto: imageUrl });
export const toType = (type: string): string => type.toUpperCase();

/** A direct conversation lists the other alone, as a list of chats shows it. */
export function othersOf({ type, members }: Pick<Conversation, "type" | "members">, me: User): User[] {
  return members.map(({ user }) => user).filter(({ id }) => type === "group" || id !== me.id);
}

export function toConversation(conversation: SharedConversation, people: User[]) {
  const { id, type, title, createdAt, activityAt } = conversation;
  return { id, type: toType(type), name: title, participants: people.map(toPerson), createdAt, updatedAt: activityAt };
}

export function toRow(conversation: Conversation, me: User, presences: Map<string, Presence>) {
  const { lastMessage } = conversation;
  const { participants, ...row } = toConversation(conversation, othersOf(conversation, me));
  return {
    ...row,
    participants: participants.map((person) => ({
      ...person,
      isOnline: presences.get(person.id)?.online ?? false,
      lastSeen: presences.get(person.id)?.lastSeenAt ?? null,
    })),
    lastMessage: toLastMessage(lastMessage),
    unreadCount: conversation.me.unread,
  };
}

export function toLastMessage(message: Message | null) {
  return message === null ? null : { content: textOf(message), senderId: message.sender.id, createdAt: message.createdAt };
}

/** As it is told live. An address of a file is one person's, so none is in what everybody hears. */
export function toLiveMessage(message: Message) {
  const { id, conversationId, sender, type, createdAt } = message;
  return {
    id,
    conversationId,
    sender: toPerson(sender),
    content: textOf(message),
    type: toType(type),
    attachments: message.attachments.map(toFile),
    createdAt,
  };
}

const toFile = ({ id, name, bytes, mediaType }: Attachment) => ({ id, fileName: name, fileSize: bytes, fileType: mediaType });

/** As its sender is answered. */
export function toSentMessage(message: Message, links: Links) {
  const { id, conversationId, sender, type, createdAt } = message;
  return { id, conversationId, senderId: sender.id, content: textOf(message), type: toType(type), attachments: toFiles(message, links), createdAt };
}

/** As history shows it. Whoever has sent a message has read it. */
export function toMessage(message: Message, links: Links, members: Member[]) {
  const { sender, deletedAt, editedAt, createdAt, seq } = message;
  const readers = members.filter(({ readSeq }) => readSeq >= seq).map(({ user }) => user.id);
  const { id, conversationId, senderId, ...rest } = toSentMessage(message, links);
  return {
    id,
    conversationId,
    senderId,
    sender: toPerson(sender),
    ...rest,
    readBy: [...new Set([sender.id, ...readers])],
    updatedAt: deletedAt ?? editedAt ?? createdAt,
    deletedAt,
  };
}

function toFiles({ attachments }: Message, links: Links) {
  return attachments.map((attachment) => ({ ...toFile(attachment), url: links.get(attachment.id) ?? null }));
}

/** NestJS's names for a refusal, and the document's `success`. `error` is the stable code. */
export function toFailure(error: ParleyError) {
  const { code, status, detail, ...more } = error.toBody();
  return { success: false, statusCode: status, message: detail, error: code, ...more };
}
