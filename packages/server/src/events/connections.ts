import type { EventName, ParleyEvent, Payload } from "@parley/protocol";
import type { Namespace, Socket } from "socket.io";
import type { Actor } from "../actor.ts";
import type { Clock } from "../clock.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { roomOf, watchersRoomOf } from "./audience.ts";
import type { Lookups } from "./lookups.ts";
import { OpenStreams } from "./openStreams.ts";
import type { Subscription } from "./subscriptions.ts";
import { Voice } from "./voice.ts";

/** What a socket carries: its actor, replaced when the token is refreshed, and the dialect that it speaks. */
type SocketData = { actor: Actor; address: string; warned: boolean; watched: string[]; voice: Voice; subscriptions: Map<string, Subscription> };
export type ParleySocket = Socket<Record<string, never>, Record<string, (payload: unknown) => void>, Record<string, never>, SocketData>;
export type EndCode = Payload<"session.ended">["code"];

/**
 * The open sockets of this process. A socket joins its user's room and the
 * rooms of the people it watches; who hears an event is decided by the
 * membership at the commit (audience.ts), so no room goes stale.
 */
export class Connections {
  readonly #voices: Voice[] = [];
  readonly #ports: { lookups: Lookups; clock: Clock };
  readonly streams = new OpenStreams();

  constructor(ports: { lookups: Lookups; clock: Clock }) {
    this.#ports = ports;
  }

  /** Called by the socket transport, once for each place where a dialect answers; until then nobody is connected and emitting does nothing. */
  attach(dialect: Dialect, namespace: Namespace): Voice {
    const voice = new Voice(dialect, namespace, this.#ports);
    this.#voices.push(voice);
    return voice;
  }

  /** Encodes once per dialect in which somebody hears it. Rooms without sockets cost one lookup. */
  emit(rooms: string[], event: ParleyEvent & { implied?: true }): void {
    if (rooms.length === 0) return;
    for (const voice of this.#voices) if (voice.isHeard) voice.say(rooms, event);
  }

  /** What is said at a namespace. */
  voiceAt(namespace: string): Voice {
    const voice = this.#voices.find((one) => one.isAt(namespace));
    if (voice === undefined) throw new Error(`nothing is said at ${namespace}`);
    return voice;
  }

  /** The local sockets of a user. */
  of(userId: string): ParleySocket[] {
    return this.#in(roomOf(userId));
  }

  /** The local sockets that watch a user's presence. */
  watching(userId: string): ParleySocket[] {
    return this.#in(watchersRoomOf(userId));
  }

  all(): ParleySocket[] {
    return this.#voices.flatMap((voice) => voice.sockets());
  }

  get count(): number {
    return this.#voices.reduce((sum, voice) => sum + voice.count, 0);
  }

  /** Says why, then closes. Closing waits until what is queued has been written. */
  end(socket: ParleySocket, code: EndCode): void {
    emitTo(socket, "session.ended", { code });
    // Who is not told why must see a broken line, or a plain Socket.IO client never comes back.
    if (code === "server_draining" && !socket.data.voice.tells("session.ended")) socket.conn.close();
    else socket.disconnect(true);
  }

  /** All that a user has open, or what these sessions have. */
  endUser(userId: string, code: EndCode, sessionIds?: string[]): void {
    const isMeant = ({ user, sessionId }: Actor) => user.id === userId && (sessionIds?.includes(sessionId ?? "") ?? true);
    for (const socket of this.of(userId)) if (isMeant(socket.data.actor)) this.end(socket, code);
    for (const stream of this.streams.of(userId)) if (isMeant(stream.actor)) stream.end();
  }

  #in(room: string): ParleySocket[] {
    return this.#voices.flatMap((voice) => voice.sockets(room));
  }
}

export function emitTo<Name extends EventName>(socket: ParleySocket, name: Name, payload: Payload<Name>): void {
  socket.data.voice.sayTo(socket, { name, payload } as ParleyEvent);
}
