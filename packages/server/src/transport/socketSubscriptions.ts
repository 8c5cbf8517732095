import { fail, limits } from "@parley/protocol";
import { z } from "zod";
import type { Dialect, Request } from "../dialects/dialect.ts";
import type { ParleySocket } from "../events/connections.ts";
import type { Serving } from "./serve.ts";
import { subscribe, topicOf } from "./subscribe.ts";

/** What a socket says to listen to a path, and to stop. */
export const listening = z.object({ path: z.string().max(1000) });

type Connected = Serving & { socket: ParleySocket };
type Found = { request: Request; their: Record<string, string> };

/** Up to a limit of paths. Asking again for the same one begins anew with its value. */
export async function subscribeSocket({ socket, ...serving }: Connected, { path }: z.output<typeof listening>): Promise<{ path: string }> {
  const { voice, subscriptions } = socket.data;
  const { request, their } = findStream(voice.dialect, path);
  const { topic, subscription, read } = await subscribe(request, their, {
    serving,
    voice,
    toListener: (topic) => ({
      hear: ({ event, body }) => socket.emit(event, body),
      end: () => subscriptions.get(topic) === subscription && subscriptions.delete(topic),
    }),
  });
  subscriptions.get(topic)?.end();
  if (subscriptions.size >= limits.subscriptionsPerSocket || socket.disconnected) {
    subscription.end();
    throw fail("limit_reached", { limit: limits.subscriptionsPerSocket });
  }
  subscriptions.set(topic, subscription);
  subscription.begin(await read());
  return { path: topic };
}

export async function unsubscribeSocket({ socket, ...serving }: Connected, { path }: z.output<typeof listening>): Promise<{ path: string }> {
  const { voice, subscriptions } = socket.data;
  const { request, their } = findStream(voice.dialect, path);
  const topic = await topicOf(request, their, serving);
  subscriptions.get(topic)?.end();
  return { path: topic };
}

/** The request whose path this is, and what the path says. */
function findStream({ rest }: Dialect, path: string): Found {
  const given = path.split("/");
  for (const [key, request] of Object.entries(rest)) {
    const names = key.slice("GET ".length).split("/");
    if (request.stream === undefined || names.length !== given.length) continue;
    const matches = names.every((name, index) => name.startsWith(":") || name === given[index]);
    if (matches)
      return { request, their: Object.fromEntries(names.flatMap((name, index) => (name.startsWith(":") ? [[name.slice(1), decoded(given[index])]] : []))) };
  }
  throw fail("unknown_operation");
}

function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw fail("validation_failed", { errors: [{ path: "path", message: "is not well encoded" }] });
  }
}
