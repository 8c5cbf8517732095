import type { Context, Conversation, Member, Membership, Message, ParleyError, Presence, SharedConversation, User } from "@parley/protocol";
import { toMessageId } from "@parley/protocol";
import type { Links } from "../fields.ts";
import { textOf } from "../noticeText.ts";

/** In that system's words: rows of its tables in snake_case, what it builds itself in camelCase. Pure. */

/** It numbers people and advertisements: a host whose ids are such numbers gets numbers back, as its clients compare them. */
export const toTheirId = (id: string): string | number => (/^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : id);

export const toPerson = ({ id, name, imageUrl }: User) => ({ id: toTheirId(id), fullName: name, avatar: imageUrl });
/** As a row of its table of users. */
export const toFoundPerson = (user: User) => ({ ...toPerson(user), full_name: user.name });
/** It has no films and no sound of its own. */
const toType = (type: Message["type"]): string => (type === "video" || type === "audio" ? "file" : type);

/** An advertisement as its clients name it. Who knows more of it (the host) may say it in the native contract. */
export const toContext = (adId: string): Context => ({ type: "ad", id: adId, title: `Ad ${adId}` });

function toAd(context: Context | null) {
  if (context?.type !== "ad") return { ad_id: null, ad_info: null };
  const id = toTheirId(context.id);
  const slug = context.url ? (new URL(context.url).pathname.split("/").filter(Boolean).at(-1) ?? null) : null;
  return { ad_id: id, ad_info: { id, title: context.title, slug, url: context.url ?? null, image: context.imageUrl ?? null } };
}

const peopleOf = ({ members }: Pick<SharedConversation, "members">): User[] => members.map(({ user }) => user);

export function toConversation(conversation: SharedConversation, people = peopleOf(conversation)) {
  const { id, type, title, context, createdAt, activityAt } = conversation;
  return { id, type, title, created_at: createdAt, updated_at: activityAt, last_message_at: activityAt, participants: people.map(toPerson), ...toAd(context) };
}

export type Presences = Map<string, Presence>;

/** What is the asker's own. */
export const toSettings = ({ archived, mutedUntil, unread }: Membership, now: string) => ({
  isArchived: archived,
  isMuted: mutedUntil !== null && (mutedUntil === "forever" || mutedUntil > now),
  unreadCount: unread,
});

export function toRow(conversation: Conversation, { people, presences, now }: { people: User[]; presences: Presences; now: string }) {
  const { id, me } = conversation;
  const { isArchived, isMuted, unreadCount } = toSettings(me, now);
  return {
    ...toConversation(conversation, people),
    is_muted: isMuted,
    is_archived: isArchived,
    last_read_message_id: me.readSeq === 0 ? null : toMessageId(id, me.readSeq),
    unread_count: unreadCount,
    participants: people.map((user) => ({
      ...toPerson(user),
      isOnline: presences.get(user.id)?.online ?? false,
      lastSeen: presences.get(user.id)?.lastSeenAt ?? null,
    })),
  };
}

export function toListRow(conversation: Conversation, presences: Presences, now: string) {
  return { ...toRow(conversation, { people: peopleOf(conversation), presences, now }), last_message: toLastMessage(conversation.lastMessage) };
}

function toLastMessage(message: Message | null) {
  if (message === null) return null;
  const { id, type, createdAt, sender } = message;
  return { id, content: textOf(message), type: toType(type), createdAt, sender: toPerson(sender) };
}

/** As a row of its table of messages. Whoever has sent a message has read it. */
export function toHistoryRow(message: Message, links: Links, members: Member[]) {
  const { id, conversationId, sender, type, seq, editedAt, deletedAt, createdAt, reactions } = message;
  const readers = members.filter(({ readSeq }) => readSeq >= seq).map(({ user }) => user.id);
  return {
    id,
    conversation_id: conversationId,
    content: textOf(message),
    type: toType(type),
    attachment_url: toAttachmentUrl(message, links),
    is_edited: editedAt !== null,
    edited_at: editedAt,
    is_deleted: deletedAt !== null,
    deleted_at: deletedAt,
    created_at: createdAt,
    sender: toPerson(sender),
    read_by: [...new Set([sender.id, ...readers])].map(toTheirId),
    reactions: toReactions(reactions),
  };
}

/** As it is told live. An address of a file is one person's, so none is in what everybody hears. */
export function toLiveMessage(message: Message, links: Links = new Map()) {
  const { id, conversationId, sender, type, createdAt } = message;
  return {
    id,
    conversationId,
    sender: toPerson(sender),
    content: textOf(message),
    type: toType(type),
    attachmentUrl: toAttachmentUrl(message, links),
    createdAt,
  };
}

/** It knows one file per message: of several, the first. */
const toAttachmentUrl = ({ attachments: [first] }: Message, links: Links): string | null => (first === undefined ? null : (links.get(first.id) ?? null));

export const toReactions = (reactions: Message["reactions"]) => reactions.map(({ emoji, userId }) => ({ emoji, userId: toTheirId(userId) }));

/** `error` is for people, as its clients show it; `code` is stable. */
export function toFailure(error: ParleyError) {
  const { detail, ...more } = error.toBody();
  return { success: false, error: detail, message: detail, ...more };
}
