import { NestClient, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll } from "vitest";

/** A server, and people who speak nest to it. Clients are closed and the server is stopped at the end of the file. */
export function useNest(env: Record<string, string> = {}) {
  const clients: NestClient[] = [];
  const world = {} as { server: TestServer; nowhere: string };
  beforeAll(async () => {
    world.server = await startTestServer(env);
    world.nowhere = "0190a0b0-0000-7000-8000-000000000000";
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await world.server.stop();
  });

  /** Everybody has the name that their token says. */
  const as = (userId: string) => world.server.as(userId, { name: nameOf(userId) });
  const create = async (type: "direct" | "group", [owner = "", ...others]: string[]): Promise<string> => {
    for (const userId of others) await as(userId).call("users.me", {});
    const title = type === "group" ? { title: "Trip" } : {};
    return (await as(owner).call("conversations.create", { type, participantIds: others, ...title })).conversation.id;
  };

  return Object.assign(world, {
    as,
    async join<const Ids extends string[]>(...userIds: Ids): Promise<{ [Index in keyof Ids]: NestClient }> {
      // What was done before may still be looking for its audience, and these must not hear it.
      await world.server.server.app.publisher.drain();
      const joining = userIds.map(async (userId) => {
        const token = await world.server.tokenFor(userId, { name: nameOf(userId) });
        const client = new NestClient(`${world.server.url}${env.ROOT_DIALECT === "nest" ? "" : "/nest"}`, token);
        clients.push(client);
        return client.connected();
      });
      return (await Promise.all(joining)) as { [Index in keyof Ids]: NestClient };
    },
    direct: (one: string, other: string): Promise<string> => create("direct", [one, other]),
    group: (...userIds: string[]): Promise<string> => create("group", userIds),
    send: async (userId: string, conversationId: string, text: string) => (await as(userId).call("messages.send", { conversationId, text })).message,
  });
}

export const nameOf = (userId: string): string => `${userId[0]?.toUpperCase()}${userId.slice(1)} Rahman`;
