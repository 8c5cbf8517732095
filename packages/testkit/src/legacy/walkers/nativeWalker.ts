import { fromMessageId, type Payload } from "@parley/protocol";
import { io } from "socket.io-client";
import { ask, listen } from "../../socket.ts";
import type { Place, Walker } from "./walker.ts";

type Sent = { message: { id: string } };

/** Sockets and acknowledgements, as in docs/dialects.md. */
export async function nativeWalker({ baseUrl, token }: Place): Promise<Walker> {
  const socket = io(`${baseUrl}/native`, { auth: { token }, transports: ["websocket"], forceNew: true });
  const heard = listen(socket);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  const messages = (name: string) => heard.filter((event) => event.name === name).map(({ payload }) => (payload as Payload<"message.created">).message);
  return {
    create: async (otherId) => {
      const { conversation } = await ask<{ conversation: { id: string } }>(socket, "conversation:create", { type: "group", participantIds: [otherId] });
      return conversation.id;
    },
    enter: async () => {},
    send: async (conversationId, text) => (await ask<Sent>(socket, "message:send", { conversationId, text })).message.id,
    type: async (conversationId) => void (await ask(socket, "typing:start", { conversationId })),
    read: async (conversationId, messageId) => void (await ask(socket, "message:read", { conversationId, seq: fromMessageId(messageId).seq })),
    edit: async (_, messageId, text) => void (await ask(socket, "message:edit", { messageId, text })),
    remove: async (_, messageId) => void (await ask(socket, "message:delete", { messageId })),
    leave: async (conversationId) => void (await ask(socket, "conversation:leave", { conversationId })),
    shows: {
      conversation: async (id) => {
        const { conversations } = await ask<{ conversations: { id: string }[] }>(socket, "conversation:list", {});
        return conversations.some((conversation) => conversation.id === id);
      },
      message: (text) => messages("message.created").some((message) => message.text === text),
      typing: ({ id }) => heard.some(({ name, payload }) => name === "typing.changed" && payload.typing && payload.user.id === id),
      read: (messageId, readerId) =>
        heard.some(({ name, payload }) => name === "receipt.updated" && payload.userId === readerId && payload.readSeq >= fromMessageId(messageId).seq),
      edited: (messageId, text) => messages("message.edited").some((message) => message.id === messageId && message.text === text),
      deleted: (messageId) => messages("message.deleted").some((message) => message.id === messageId && message.text === ""),
      left: async (conversationId, { id }) =>
        heard.some(({ name, payload }) => name === "member.removed" && payload.conversationId === conversationId && payload.userId === id),
    },
    close: () => void socket.close(),
  };
}
