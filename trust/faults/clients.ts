/** Who talks to a server in another process. */
import { createParley, type Parley, type ParleyOptions } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import type { ServerProcess } from "@parley/testkit";
import { io, type Socket } from "socket.io-client";

export type Reachable = Pick<ServerProcess, "url" | "tokenFor">;

/** A device with the SDK, not connected: its calls go over REST until it is. */
export function newDevice(server: Reachable, userId: string, options: Partial<ParleyOptions> = {}): Parley {
  return createParley({ url: server.url, getToken: () => server.tokenFor(userId), ...options });
}

/** A plain socket, connected. Rejects with the server's reason. */
export async function connect(server: Reachable, userId: string): Promise<Socket> {
  const socket = io(server.url, { transports: ["websocket"], auth: { token: await server.tokenFor(userId) }, forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  return socket;
}

/** A group of these people, the first its owner. */
export async function newGroupOf(server: Reachable, [owner = "", ...others]: string[]): Promise<Conversation> {
  for (const userId of others) await newDevice(server, userId).call("users.me", {});
  return (await newDevice(server, owner).call("conversations.create", { type: "group", participantIds: others })).conversation;
}

/** No answer for this long is a hang: clients wait no longer either. */
const patienceMs = 10_000;

export async function request(server: Reachable, userId: string, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${server.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${await server.tokenFor(userId)}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  });
}
