import type { EventName, Input, OperationName, Output, ParleyEvent } from "@parley/protocol";
import { ask, listen, type TestServer } from "@parley/testkit";
import { io, type Socket } from "socket.io-client";
import { demand, socketEventOf } from "./call.ts";
import type { Listener } from "./events.ts";
import { hearAll } from "./people.ts";

/** A conversation, and everybody who could hear of it, all listening. */
export type Hall = {
  server: TestServer;
  conversationId: string;
  /** Written by the one who asks. */
  messageId: string;
  /** Whom the change is about. */
  concernedId: string;
  sockets: Record<Listener, Socket>;
  heard: Record<Listener, ParleyEvent[]>;
  /** Done by the one who asks: over their socket, or over REST with its token. */
  asks<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Whatever was sent has been heard. */
  listenOut(): Promise<void>;
  /** What was heard until now is of no interest. */
  forget(): Promise<void>;
  close(): void;
};

type Options = {
  concernedId: string;
  /** Two devices of the one who asks. */
  tokens?: [string, string] | undefined;
};

export const askingId = "asking";
const others = { member: "member", watcher: "watcher", exMember: "exMember", stranger: "stranger" };

export async function openHall(server: TestServer, { concernedId, tokens }: Options): Promise<Hall> {
  const [asking, ownOther] = tokens ?? [await server.tokenFor(askingId), await server.tokenFor(askingId)];
  const openTokens = { asking, ownOther, concerned: await server.tokenFor(concernedId) } as Record<Listener, string>;
  for (const [listener, userId] of Object.entries(others)) openTokens[listener as Listener] = await server.tokenFor(userId);

  const sockets = {} as Hall["sockets"];
  const heard = {} as Hall["heard"];
  for (const [listener, token] of Object.entries(openTokens) as [Listener, string][]) {
    // Listening before it is open: what greets a connection is heard too.
    const socket = io(server.url, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false });
    sockets[listener] = socket;
    heard[listener] = listen(socket);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  }
  const { id: userId } = await demand(server, asking, "users.me", {});
  const everybody = [userId, concernedId, ...Object.values(others)];
  const conversation = await demand(server, asking, "conversations.create", { type: "group", participantIds: ["member", concernedId, "exMember"] });
  await demand(server, asking, "conversations.create", { type: "group", participantIds: ["member", concernedId, "watcher"] });
  const { message } = await demand(server, asking, "messages.send", { conversationId: conversation.conversation.id, text: "hello" });
  await demand(server, asking, "conversations.removeMember", { conversationId: message.conversationId, userId: "exMember" });
  // Those who may not know of anybody ask all the same.
  for (const listener of ["watcher", "exMember", "stranger"] as const) await ask(sockets[listener], "user:watch", { userIds: everybody });

  const hall: Hall = {
    server,
    conversationId: message.conversationId,
    messageId: message.id,
    concernedId,
    sockets,
    heard,
    asks: (name, input) => {
      const event = socketEventOf(name);
      return event === undefined ? demand(server, asking, name, input) : ask(sockets.asking, event, input);
    },
    listenOut: () => hearAll(server, Object.values(sockets)),
    async forget() {
      await hall.listenOut();
      for (const events of Object.values(heard)) events.length = 0;
    },
    close() {
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
  return hall;
}

/** Whether this is the event in question: of this conversation, or of these people. */
export function isAbout(hall: Hall, name: EventName, event: ParleyEvent): boolean {
  const payload = event.payload as { conversationId?: string; userId?: string; id?: string };
  if (event.name !== name) return false;
  if (payload.conversationId !== undefined) return payload.conversationId === hall.conversationId;
  const personId = payload.userId ?? payload.id;
  return personId === undefined || personId === askingId || personId === hall.concernedId;
}
