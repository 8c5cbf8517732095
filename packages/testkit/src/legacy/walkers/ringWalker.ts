import type { LegacyStream } from "../eventSource.ts";
import { RingClient, toTree } from "../ring.ts";
import type { Place, Walker } from "./walker.ts";

type Node = { content?: string; status?: string; deletedAt?: number; isTyping?: boolean; userName?: string };

/** REST for what one does, the tree as server-sent events for what others do. */
export async function ringWalker({ baseUrl, token }: Place): Promise<Walker> {
  const client = new RingClient(`${baseUrl}/ring`, token);
  await client.getConversations();
  const streams: LegacyStream[] = [];
  const nodes = () => Object.assign({}, ...streams.map(toTree)) as Record<string, Node | undefined>;
  /** Everything that was ever put or patched: a node that has gone again was there. */
  const told = () => streams.flatMap(({ events }) => events.map(({ data }) => (data as { data: Node | null }).data));
  return {
    create: async (otherId) => ((await client.createConversation({ type: "group", participantIds: [otherId] })).body.data as { id: string }).id,
    enter: async (id) => {
      for (const path of [`/conversations/${id}/messages`, `/typing/${id}`]) streams.push(await client.listen(path));
    },
    send: async (id, text) => ((await client.sendMessage(id, text)).body.data as { id: string }).id,
    type: async (id) => void (await client.setTyping(id, true)),
    read: async (id, messageId) => void (await client.markAsRead(id, { messageId })),
    edit: async (id, messageId, text) => void (await client.editMessage(id, messageId, text)),
    remove: async (id, messageId) => void (await client.deleteMessage(id, messageId)),
    leave: async (id) => void (await client.leaveConversation(id)),
    shows: {
      conversation: async (id) => ((await client.getConversations()).body.data as { id: string }[]).some((conversation) => conversation.id === id),
      message: (text) => told().some((node) => node?.content === text),
      typing: ({ name }) => told().some((node) => node?.isTyping === true && node.userName === name),
      read: (messageId) => nodes()[messageId]?.status === "read",
      edited: (messageId, text) => nodes()[messageId]?.content === text,
      deleted: (messageId) => nodes()[messageId]?.deletedAt !== undefined && nodes()[messageId]?.content === "",
      left: async (id, person) => {
        const { participants } = (await client.getConversation(id)).body.data as { participants: { userId: string }[] };
        return participants.every(({ userId }) => userId !== person.id);
      },
    },
    close: () => client.close(),
  };
}
