import { ExpressClient, signIn, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll } from "vitest";

/** A server, and people who speak express to it. Clients are closed and the server is stopped at the end of the file. */
export function useExpress(env: Record<string, string> = {}) {
  const clients: ExpressClient[] = [];
  const world = {} as { server: TestServer };
  beforeAll(async () => {
    world.server = await startTestServer(env);
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.close();
    await world.server.stop();
  });

  const open = async (token: string): Promise<ExpressClient> => {
    const client = new ExpressClient(world.server.url + (env.ROOT_DIALECT === "express" ? "" : "/express"), token);
    clients.push(client);
    return client.connected();
  };

  return Object.assign(world, {
    open,
    /** People, connected. */
    join: async <const Ids extends string[]>(...userIds: Ids) =>
      (await Promise.all(userIds.map(async (userId) => open(await world.server.tokenFor(userId))))) as { [Index in keyof Ids]: ExpressClient },
    /** People who are not there. */
    meet: (...userIds: string[]) => signIn(world.server, userIds),
    as: (userId: string) => world.server.as(userId),
    /** Says something to somebody, whoever of them is there. */
    say: async (userId: string, to: string, text: string) => {
      const { conversationId } = await world.server.as(userId).call("conversations.openDirect", { userId: to });
      return (await world.server.as(userId).call("messages.send", { conversationId, text })).message;
    },
  });
}

export type Row = Record<string, unknown> & { id: string; content: string; senderId: string };
export const dataOf = ({ body }: { body: Record<string, unknown> }): Row => body.data as Row;
export const rowsOf = ({ body }: { body: Record<string, unknown> }): Row[] => body.data as Row[];

export const ask = ({ socket }: ExpressClient, event: string, ...payload: unknown[]) => socket.timeout(10_000).emitWithAck(event, ...payload);
/** Whatever was on its way to this client has arrived: what it asked last is answered last. */
export const settled = (client: ExpressClient): Promise<unknown> => ask(client, "get_online_users");
/** Joined, for certain. */
export const joined = (client: ExpressClient, userId: string): Promise<unknown> => ask(client, "join_conversation", { userId });
