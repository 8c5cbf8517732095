/** Clients on a real server. */
import { type Network, startNetwork, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import type { Parley, ParleyOptions } from "../src/parley.ts";
import { createParley } from "../src/parley.ts";

export type World = {
  server: TestServer;
  /** Its web is what links may lead to. */
  network: Network;
  /** A device of a user, not connected yet. */
  device(userId: string, options?: Partial<ParleyOptions>): Parley;
  /** A device that has just connected and opened these conversations: what the server would answer now. */
  freshDevice(userId: string, ...conversationIds: string[]): Promise<Parley>;
  stop(): Promise<void>;
};

export async function startWorld(): Promise<World> {
  const network = await startNetwork();
  const server = await startTestServer(network.env);
  const devices: Parley[] = [];

  function device(userId: string, options: Partial<ParleyOptions> = {}): Parley {
    const parley = createParley({ url: server.url, getToken: () => server.tokenFor(userId), ...options });
    devices.push(parley);
    return parley;
  }

  return {
    server,
    network,
    device,
    async freshDevice(userId, ...conversationIds) {
      const parley = device(userId);
      await parley.connect();
      for (const id of conversationIds) await parley.conversations.open(id);
      return parley;
    },
    async stop() {
      for (const parley of devices) parley.disconnect();
      await server.stop();
      await network.stop();
    },
  };
}

/** What a device knows that every device of the same user must agree on. */
export function view(parley: Parley) {
  const { me, conversations, lists, windows, members, unread } = parley.store.getState();
  const messages = Object.entries(windows).map(([id, window]) => [id, window.messages]);
  return structuredClone({ me, conversations, active: lists.active.ids, messages: Object.fromEntries(messages), members, unread });
}

/**
 * I7: the device comes to what a fresh device of the same user fetches. Marks
 * that are still on their way are waited for: both sides are looked at again.
 */
export async function waitUntilConverged(world: World, parley: Parley, ...conversationIds: string[]): Promise<void> {
  const userId = parley.store.getState().me?.id ?? "";
  await waitUntilSettled(parley);
  const seen = { held: "", fresh: "" };
  const converged = async () => {
    const fresh = await world.freshDevice(userId, ...conversationIds);
    await waitUntilSettled(fresh);
    seen.fresh = JSON.stringify(sorted(view(fresh)), null, 1);
    seen.held = JSON.stringify(sorted(view(parley)), null, 1);
    fresh.disconnect();
    return seen.held === seen.fresh;
  };
  await waitFor("both to be equal", converged, 3000).catch(() => {
    // The comparison itself is the message.
    if (seen.held !== seen.fresh) throw new Error(`they differ:\n${difference(seen.held, seen.fresh)}`);
  });
}

/** Online, with nothing of its own on the way. */
export async function waitUntilSettled(parley: Parley): Promise<void> {
  await waitFor("the device to settle", () => {
    const { connection, conversations, outbox } = parley.store.getState();
    const isDelivered = Object.values(conversations).every(({ lastSeq, me }) => me.deliveredSeq === lastSeq);
    return connection === "online" && outbox.length === 0 && isDelivered;
  });
}

/** Key order is not knowledge. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function difference(held: string, fresh: string): string {
  const [heldLines, freshLines] = [held.split("\n"), fresh.split("\n")];
  const at = heldLines.findIndex((line, index) => line !== freshLines[index]);
  return `held:\n${heldLines.slice(Math.max(0, at - 6), at + 6).join("\n")}\nfresh:\n${freshLines.slice(Math.max(0, at - 6), at + 6).join("\n")}`;
}
