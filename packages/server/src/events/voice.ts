import type { EventName, ParleyEvent } from "@parley/protocol";
import type { Namespace } from "socket.io";
import type { About, Dialect, Known, Saying, Spoken, Words } from "../dialects/dialect.ts";
import { roomOf, userIdOf } from "./audience.ts";
import type { ParleySocket } from "./connections.ts";
import type { Lookups } from "./lookups.ts";

/** Connections of a user that have joined a conversation: both in one name, so that leaving the conversation needs no clearing up. */
export const insideRoomOf = (userRoom: string, conversationId: string): string => `${userRoom}\n${conversationId}`;

/**
 * A dialect at one place (a Socket.IO namespace). Words are made only when a
 * connection here is in the audience, once for all of them.
 */
export class Voice {
  readonly dialect: Dialect;
  readonly #namespace: Namespace;
  readonly #lookups: Lookups;

  constructor(dialect: Dialect, namespace: Namespace, lookups: Lookups) {
    this.dialect = dialect;
    this.#namespace = namespace;
    this.#lookups = lookups;
  }

  get count(): number {
    return this.#namespace.sockets.size;
  }

  /** All of them, or those in a room. */
  sockets(room?: string): ParleySocket[] {
    const { sockets, adapter } = this.#namespace;
    const found = room === undefined ? [...sockets.values()] : [...(adapter.rooms.get(room) ?? [])].map((id) => sockets.get(id));
    return found.filter((socket) => socket !== undefined) as unknown as ParleySocket[];
  }

  tells(name: EventName): boolean {
    return this.dialect.says[name] !== "silent";
  }

  say(rooms: string[], event: ParleyEvent & { implied?: true }): void {
    const saying = this.dialect.says[event.name] as Saying<EventName>;
    if (saying === "silent") return;
    if ("as" in saying) {
      if (event.implied === undefined) this.#namespace.to(rooms).emit(saying.as, event.payload);
      return;
    }
    const { rooms: open } = this.#namespace.adapter;
    if (!rooms.some((room) => open.has(room))) return;
    this.#worded(saying, event, rooms, (words) => this.#speak(rooms, words));
  }

  sayTo(socket: ParleySocket, event: ParleyEvent): void {
    const saying = this.dialect.says[event.name] as Saying<EventName>;
    if (saying === "silent") return;
    if ("as" in saying) socket.emit(saying.as, event.payload);
    else this.#worded(saying, event, [], ({ event: name, body }) => socket.emit(name, body));
  }

  #worded(saying: Extract<Saying<EventName>, object>, { payload }: ParleyEvent, rooms: string[], speak: (words: Words) => void): void {
    if ("as" in saying) return;
    const about: About = saying.about?.(payload) ?? {};
    this.#lookups.know(about, (found) => {
      const known: Known = { ...found, hearers: () => rooms.map(userIdOf).filter((id) => id !== undefined) };
      for (const words of [saying.words(payload, known)].flat() as Words[]) speak(words);
    });
  }

  #speak(rooms: string[], { event, body, only, except, inside, outside }: Words & Spoken): void {
    let hearing = only === undefined ? rooms : rooms.filter((room) => only.some((id) => room === roomOf(id)));
    if (except !== undefined) hearing = hearing.filter((room) => room !== roomOf(except));
    if (inside !== undefined) hearing = hearing.map((room) => insideRoomOf(room, inside));
    if (hearing.length === 0) return;
    const audience = this.#namespace.to(hearing).except(except === undefined ? [] : roomOf(except));
    (outside === undefined ? audience : audience.except(hearing.map((room) => insideRoomOf(room, outside)))).emit(event, body);
  }
}
