import { fail, type SocketRequestName, socketRequests } from "@parley/protocol";
import type { z } from "zod";
import type { ConnectionRequest } from "../dialects/dialect.ts";
import { dispatch, validationFailed } from "../dispatch.ts";
import { roomOf } from "../events/audience.ts";
import type { ParleySocket } from "../events/connections.ts";
import { insideRoomOf } from "../events/voice.ts";
import { follow, type Serving } from "./serve.ts";
import { listening, subscribeSocket, unsubscribeSocket } from "./socketSubscriptions.ts";

type Connected = Serving & { socket: ParleySocket };

/** What concerns one connection alone, and so is no operation. undefined: nothing that this dialect hears. */
export async function runConnectionRequest(request: ConnectionRequest | undefined, their: unknown, connected: Connected): Promise<unknown> {
  const { app, asking, socket } = connected;
  await app.budgets.spend(socket.data, "read");
  if (request === undefined) throw fail("unknown_operation");
  const given = request.input === undefined ? their : parse(request.input, their);
  const input = request.in === undefined ? given : await follow(request.in(given as never, asking), connected);
  switch (request.connection) {
    case "refresh":
      return refresh(connected, read("auth:refresh", input).token);
    case "watch":
      return { presences: await app.presence.watch(socket, read("user:watch", input).userIds) };
    case "join": {
      const { conversationId } = input as { conversationId: string };
      // Whether it hears anything there is judged at each event; this is so that it learns now.
      const { id } = await dispatch(app, socket.data, "conversations.get", { conversationId });
      await socket.join(insideRoomOf(roomOf(socket.data.actor.user.id), id));
      return { conversationId: id };
    }
    case "leave": {
      const { conversationId } = input as { conversationId: string };
      await socket.leave(insideRoomOf(roomOf(socket.data.actor.user.id), conversationId));
      return { conversationId };
    }
    case "subscribe":
      return subscribeSocket(connected, parse(listening, input));
    case "unsubscribe":
      return unsubscribeSocket(connected, parse(listening, input));
  }
}

async function refresh({ app, socket }: Connected, token: string): Promise<{ expiresAt: string }> {
  const actor = await app.sessions.authenticate(token);
  if (actor.user.id !== socket.data.actor.user.id) throw fail("token_invalid");
  socket.data.actor = actor;
  socket.data.warned = false;
  return { expiresAt: new Date(actor.expiresAtMs).toISOString() };
}

function read<Name extends SocketRequestName>(name: Name, input: unknown): z.output<(typeof socketRequests)[Name]["input"]> {
  return parse(socketRequests[name].input, input) as z.output<(typeof socketRequests)[Name]["input"]>;
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw validationFailed(parsed.error);
  return parsed.data;
}
