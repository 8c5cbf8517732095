import { NestClient } from "../nest.ts";
import type { Place, Walker } from "./walker.ts";

/** Its document has no words to edit, delete or leave with; it has them for hearing of it. */
export async function nestWalker({ baseUrl, token }: Place): Promise<Walker> {
  const client = await new NestClient(`${baseUrl}/nest`, token).connected();
  return {
    create: async (otherId) => ((await client.createConversation([otherId], "GROUP", "Walk")).body.data as { id: string }).id,
    enter: async () => {},
    send: async (conversationId, content) => {
      const payload = { conversationId, content, type: "TEXT", attachments: [] };
      return (await client.socket.timeout(10_000).emitWithAck("sendMessage", payload)).data.id;
    },
    type: async (conversationId) => client.startTyping(conversationId),
    read: async (conversationId, messageId) => client.markAsRead(conversationId, messageId),
    shows: {
      conversation: async (id) => ((await client.getConversations()).body.data as { id: string }[]).some((conversation) => conversation.id === id),
      message: (text) => client.of("newMessage").some(({ content }) => content === text),
      typing: ({ id, name }) => client.of("userTyping").some(({ userId, userName }) => userId === id && userName === name),
      read: (id, readerId) => client.of("messageRead").some(({ messageId, userId }) => messageId === id && userId === readerId),
      edited: (messageId, text) => client.of("messageUpdated").some(({ id, content }) => id === messageId && content === text),
      deleted: (messageId) => client.of("messageDeleted").some(({ id, deletedAt }) => id === messageId && typeof deletedAt === "string"),
      left: async (id, person) => client.of("participantLeft").some(({ conversationId, userId }) => conversationId === id && userId === person.id),
    },
    close: () => client.close(),
  };
}
