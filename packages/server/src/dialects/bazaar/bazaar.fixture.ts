import { BazaarClient, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect } from "vitest";

/** A server, and people who speak bazaar to it. Clients are closed and the server is stopped at the end of the file. */
export function useBazaar(env: Record<string, string> = {}) {
  const clients: BazaarClient[] = [];
  const world = {} as { server: TestServer };
  beforeAll(async () => {
    world.server = await startTestServer(env);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await world.server.stop();
  });

  const join = async (token: string, url = world.server.url): Promise<BazaarClient> => {
    // An event of what was done before may still be looking for its audience, and this client must not hear it.
    await world.server.server.app.publisher.drain();
    const client = new BazaarClient(`${url}${env.ROOT_DIALECT === "bazaar" ? "" : "/bazaar"}`, token);
    clients.push(client);
    return client.ready();
  };

  const as = (userId: string) => world.server.as(userId, { name: nameOf(userId) });
  const begin = async (owner: string, others: string[], draft: { type: "direct" } | { type: "group"; title: string }): Promise<string> => {
    for (const userId of others) await as(userId).call("users.me", {});
    return (await as(owner).call("conversations.create", { ...draft, participantIds: others })).conversation.id;
  };

  return Object.assign(world, {
    as,
    joinWith: join,
    join: async <const Ids extends string[]>(...userIds: Ids): Promise<{ [Index in keyof Ids]: BazaarClient }> => {
      const joining = userIds.map(async (userId) => join(await world.server.tokenFor(userId, { name: nameOf(userId) })));
      return (await Promise.all(joining)) as { [Index in keyof Ids]: BazaarClient };
    },
    direct: (one: string, other: string): Promise<string> => begin(one, [other], { type: "direct" }),
    group: (owner: string, ...others: string[]): Promise<string> => begin(owner, others, { type: "group", title: "Sellers" }),
    send: async (userId: string, conversationId: string, text: string) => (await as(userId).call("messages.send", { conversationId, text })).message,
  });
}

export const nowhere = "0190a0b0-0000-7000-8000-000000000000";

/** Whatever was on its way to this client has arrived: what it asked last is answered last. */
export async function settled({ socket }: BazaarClient): Promise<void> {
  await socket.timeout(10_000).emitWithAck("typing:stop", {});
}

/** Once each of them has heard so many of that event. */
export async function heard(event: string, count: number, ...clients: BazaarClient[]): Promise<void> {
  await waitFor(`${count} times ${event}`, () => clients.every((client) => client.of(event).length >= count), 60_000);
}

/** Everybody has the name that their token says. */
export const nameOf = (userId: string): string => `${userId[0]?.toUpperCase()}${userId.slice(1)} Thapa`;
export const person = (id: string) => ({ id, fullName: nameOf(id), avatar: null });
export const iso = (): unknown => expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
