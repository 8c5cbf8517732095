import { type Payload, type Presence, toMessageId } from "@parley/protocol";
import type { About, Known, Said, Says } from "../dialect.ts";
import { pairOf, toGroup, toMessage, toPerson, toPlace, toReceiver } from "./shapes.ts";

/** What is said in a conversation is heard by those who have joined it; of a message the others are notified. */
export const says: Says = {
  "message.created": [
    { event: "new_message", about, body: tell, to: ({ conversationId }) => ({ inside: conversationId }) },
    // The sender's other tabs and devices: what one writes oneself is no news.
    { event: "new_message", about, body: tell, to: ({ conversationId, message }) => ({ only: [message.sender.id], outside: conversationId }) },
    {
      event: "message_notification",
      about,
      body: (payload, known) => ({ sender: toPerson(payload.message.sender), message: tell(payload, known) }),
      to: ({ conversationId, message }) => ({ except: message.sender.id, outside: conversationId }),
    },
  ],
  "message.edited": { event: "message_edited", about, body: tell },
  "message.deleted": {
    event: "message_deleted",
    about,
    body: ({ conversationId, message: { id, sender, deletedAt } }, { pair }) => ({
      messageId: id,
      senderId: sender.id,
      ...toReceiver(conversationId, sender.id, pair),
      deletedAt,
    }),
  },
  "message.reacted": { event: "message_reaction", about, body: tell },
  "message.pinned": "silent",
  "message.previewed": "silent",
  "conversation.created": { event: "group_created", body: ({ conversation }) => (pairOf(conversation) ? undefined : toGroup(conversation)) },
  "conversation.updated": { event: "group_updated", body: ({ conversation }) => toGroup(conversation) },
  "member.added": {
    event: "group_members_added",
    body: ({ conversationId, members }) => ({ groupId: conversationId, members: members.map(({ user }) => toPerson(user)) }),
  },
  "member.removed": { event: "group_member_removed", body: ({ conversationId, userId }) => ({ groupId: conversationId, userId }) },
  "member.updated": "silent",
  "membership.updated": {
    event: "conversation_updated",
    about,
    body: ({ conversationId, membership: { unread, pinned, mutedUntil, archived } }, { pair, hearers }) => ({
      ...toPlace(conversationId, hearers()[0] ?? "", pair),
      unreadCount: unread,
      isPinned: pinned,
      isMuted: mutedUntil !== null,
      isArchived: archived,
    }),
  },
  "receipt.updated": {
    event: "messages_read",
    about: ({ conversationId, userId }) => ({ userId, pairOf: conversationId }),
    body: ({ conversationId, userId, readSeq, readAt }, { user, pair }) =>
      readAt === undefined
        ? undefined
        : { userId, userName: user?.name ?? userId, groupId: pair ? null : conversationId, messageId: toMessageId(conversationId, readSeq) },
    to: ({ userId }) => ({ except: userId }),
  },
  "typing.changed": {
    event: "user_typing",
    about,
    body: ({ conversationId, user, typing }, { pair }) => ({
      userId: user.id,
      userName: user.name,
      groupId: pair ? null : conversationId,
      isTyping: typing,
    }),
    to: ({ conversationId }) => ({ inside: conversationId }),
  },
  "presence.changed": [
    { event: "user_online", ...presence(({ online }) => online) },
    { event: "user_offline", ...presence(({ online }) => !online) },
  ],
  "user.updated": "silent",
  "session.expiring": "silent",
  "session.ended": "silent",
};

/** Whether clients know the conversation by a person or by itself. */
function about({ conversationId }: { conversationId: string }): About {
  return { pairOf: conversationId };
}

function tell({ message }: Payload<"message.created">, { pair }: Known) {
  return toMessage(message, { pair });
}

function presence(isMeant: (presence: Presence) => boolean): Omit<Said<"presence.changed">, "event"> {
  return {
    about: ({ userId }) => ({ userId }),
    body: (presence, { user }) =>
      isMeant(presence) ? { userId: presence.userId, userName: user?.name ?? presence.userId, lastSeen: presence.lastSeenAt } : undefined,
    to: ({ userId }) => ({ except: userId }),
  };
}
