import { RingClient, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll } from "vitest";

/** A server, and people who speak ring to it. Clients are closed and the server is stopped at the end of the file. */
export function useRing(env: Record<string, string> = {}) {
  const clients: RingClient[] = [];
  const world = {} as { server: TestServer; nowhere: string };
  beforeAll(async () => {
    world.server = await startTestServer(env);
    world.nowhere = "0190a0b0-0000-7000-8000-000000000000";
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await world.server.stop();
  });

  /** Everybody has the name that their token says. What is done here has been told when it is done: nobody who listens from then on hears of it again. */
  const as = (userId: string): ReturnType<TestServer["as"]> => {
    const { call } = world.server.as(userId, { name: nameOf(userId) });
    return {
      call: async (name, input) => {
        const output = await call(name, input);
        await world.server.server.app.publisher.drain();
        return output;
      },
    };
  };
  const clientOf = async (userId: string, expiresInSeconds = 3600): Promise<RingClient> => {
    await as(userId).call("users.me", {});
    const token = await world.server.tokenFor(userId, { name: nameOf(userId), expiresInSeconds });
    const client = new RingClient(`${world.server.url}${env.ROOT_DIALECT === "ring" ? "" : "/ring"}`, token);
    clients.push(client);
    return client;
  };

  return Object.assign(world, {
    as,
    clientOf,
    join: async <const Ids extends string[]>(...userIds: Ids) =>
      (await Promise.all(userIds.map((userId) => clientOf(userId)))) as { [Index in keyof Ids]: RingClient },
    /** By the owner's own client. */
    async group(owner: string, ...others: string[]): Promise<string> {
      for (const userId of others) await as(userId).call("users.me", {});
      return (await as(owner).call("conversations.create", { type: "group", participantIds: others, title: "Project" })).conversation.id;
    },
    async direct(one: string, other: string): Promise<string> {
      await as(other).call("users.me", {});
      return (await as(one).call("conversations.create", { type: "direct", participantIds: [other] })).conversation.id;
    },
    send: async (userId: string, conversationId: string, text: string) => (await as(userId).call("messages.send", { conversationId, text })).message,
  });
}

export const nameOf = (userId: string): string => `${userId[0]?.toUpperCase()}${userId.slice(1)} Kovalenko`;
