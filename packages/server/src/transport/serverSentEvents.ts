import { fail } from "@parley/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Actor } from "../actor.ts";
import type { Request } from "../dialects/dialect.ts";
import { mostPerAddress, requireRoomFor } from "./admission.ts";
import { EventStream } from "./eventStream.ts";
import { requestOriginAllowed } from "./origins.ts";
import type { Serving } from "./serve.ts";
import { subscribe } from "./subscribe.ts";

/** Somebody who wants to be told of changes, and not the value alone. */
export function wantsEvents(request: FastifyRequest, asked: Request): boolean {
  return asked.stream !== undefined && request.method === "GET" && (request.headers.accept ?? "").includes("text/event-stream");
}

type Listening = { request: FastifyRequest; reply: FastifyReply; asked: Request; their: unknown; serving: Serving; actor: Actor; namespace: string };

/**
 * A path of a dialect as server-sent events: its value, then what is said
 * inside its topic. The same guards as for sockets: origin, budget, how many a
 * user and an address may have, the token's end, revocation, a bounded queue.
 * What can be refused is refused before the answer begins, as any request is.
 * There is nothing to resume: whoever comes back begins with the value, which
 * has in it all that was missed.
 */
export async function answerWithEvents({ request, reply, asked, their, serving, actor, namespace }: Listening): Promise<FastifyReply> {
  const { app, caller } = serving;
  const { connections, presence, sessions, log } = app;
  const { address } = caller;
  if (!requestOriginAllowed(app.config, request.raw)) throw fail("origin_not_allowed");
  await app.budgets.spend({ actor: null, address }, "connect");
  if (app.health.draining) throw fail("server_draining");
  requireRoomFor(app, actor);
  if (connections.streams.countAt(address) >= mostPerAddress(app)) throw fail("too_many_connections");

  const voice = connections.voiceAt(namespace);
  let topic = "";
  const stream = new EventStream(reply.raw, { actor, address, log, toOwn: (words) => asked.stream?.alone?.(words, topic) ?? words });
  // It counts from here on, or a hundred that open at once would all find room.
  connections.streams.add(stream);
  try {
    const opened = await subscribe(asked, their, { serving, voice, toListener: () => stream });
    topic = opened.topic;
    const { subscription } = opened;
    const first = await opened.read();
    // What has ended meanwhile is told as a refusal.
    const ending = sessions.endingOf(actor);
    if (ending !== undefined || stream.ended || reply.raw.destroyed) {
      subscription.end();
      throw fail(ending ?? "server_draining");
    }
    reply.raw.once("close", () => {
      connections.streams.delete(stream);
      subscription.end();
      presence.disconnected(actor.user.id);
    });
    const headers = reply.getHeaders();
    reply.hijack();
    stream.open(headers, first);
    presence.connected(actor.user.id);
    subscription.begin(first);
    return reply;
  } catch (error) {
    connections.streams.delete(stream);
    throw error;
  }
}
