import { BazaarClient } from "../bazaar.ts";
import type { Place, Walker } from "./walker.ts";

/** Its hooks' socket for what happens in a conversation, its REST client for which there are. */
export async function bazaarWalker({ baseUrl, token }: Place): Promise<Walker> {
  const client = await new BazaarClient(`${baseUrl}/bazaar`, token).ready();
  const conversations = async () => (await client.getConversations()).body.data as { id: string }[];
  return {
    create: async (otherId) => (await client.openConversation({ type: "group", title: "Walk", participantIds: [otherId] })).id as string,
    enter: async () => {},
    send: async (id, text) => (await client.sendMessage(id, text)).id,
    type: async (id) => client.startTyping(id),
    // It knows no single message there: all that has been said.
    read: async (id) => void (await client.markAsRead(id)),
    edit: async (_, messageId, text) => void (await client.editMessage(messageId, text)),
    remove: async (_, messageId) => void (await client.deleteMessage(messageId)),
    leave: async (id) => void (await client.leaveConversation(id)),
    shows: {
      conversation: async (id) => (await conversations()).some((conversation) => conversation.id === id),
      message: (text) => client.messages.some(({ content }) => content === text),
      typing: (person) => client.of("typing:user-started").some(({ userId, userName }) => userId === person.id && userName === person.name),
      // Live it is told of a time, and a message that is older has been read.
      read: (messageId, readerId) => {
        const sentAt = client.messages.find(({ id }) => id === messageId)?.createdAt as string | undefined;
        return client.of("message:read").some(({ userId, readAt }) => userId === readerId && sentAt !== undefined && sentAt <= String(readAt));
      },
      edited: (messageId, text) => client.messages.some(({ id, content, isEdited }) => id === messageId && content === text && isEdited),
      deleted: (messageId) => client.messages.some(({ id, isDeleted, deletedAt }) => id === messageId && isDeleted && typeof deletedAt === "string"),
      left: async (id, person) => client.of("participant:left").some(({ conversationId, userId }) => conversationId === id && userId === person.id),
    },
    close: () => client.close(),
  };
}
