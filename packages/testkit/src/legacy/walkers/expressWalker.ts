import { ExpressClient } from "../express.ts";
import type { Place, Walker } from "./walker.ts";

/** Groups, and changes of messages, are beyond its document: what the dialect offers for them. It has no words to leave with. */
export async function expressWalker({ baseUrl, token }: Place): Promise<Walker> {
  const client = await new ExpressClient(`${baseUrl}/express`, token).connected();
  const ask = async (event: string, payload: unknown) => (await client.socket.timeout(10_000).emitWithAck(event, payload)).data;
  const conversations = async () => (await client.getConversations()).body.data as { groupId: string | null }[];
  return {
    create: async (otherId) => {
      const { body } = await client.json("POST", "/messages/groups", { name: "Walk", userIds: [otherId] });
      return (body.data as { groupId: string }).groupId;
    },
    enter: async (groupId) => void (await ask("join_conversation", { groupId })),
    send: async (groupId, content) => (await ask("send_message", { groupId, content })).id,
    type: async (groupId) => void (await ask("typing_start", { groupId })),
    read: async (_, messageId) => void (await client.markMessageRead(messageId)),
    edit: async (_, messageId, content) => void (await client.json("PATCH", `/messages/${messageId}`, { content })),
    remove: async (_, messageId) => void (await client.deleteMessage(messageId)),
    shows: {
      conversation: async (id) => (await conversations()).some(({ groupId }) => groupId === id),
      message: (text) => client.of("new_message").some(({ content }) => content === text),
      typing: ({ id, name }) => client.of("user_typing").some(({ userId, userName, isTyping }) => userId === id && userName === name && isTyping),
      read: (id, readerId) => client.of("messages_read").some(({ messageId, userId }) => messageId === id && userId === readerId),
      edited: (messageId, text) => client.of("message_edited").some(({ id, content, isEdited }) => id === messageId && content === text && isEdited),
      deleted: (id) => client.of("message_deleted").some(({ messageId, deletedAt }) => messageId === id && typeof deletedAt === "string"),
      left: async (id, person) => client.of("group_member_removed").some(({ groupId, userId }) => groupId === id && userId === person.id),
    },
    close: () => void client.socket.close(),
  };
}
