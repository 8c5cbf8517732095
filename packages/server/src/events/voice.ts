import type { EventName, ParleyEvent } from "@parley/protocol";
import type { Namespace } from "socket.io";
import type { Clock } from "../clock.ts";
import type { Dialect, Hearing, Known, Said, Spoken } from "../dialects/dialect.ts";
import { roomOf, userIdOf } from "./audience.ts";
import { broadcast } from "./broadcast.ts";
import type { ParleySocket } from "./connections.ts";
import type { Lookups } from "./lookups.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Connections of a user that have joined a conversation: both in one name, so that leaving the conversation needs no clearing up. */
export const insideRoomOf = (userRoom: string, conversationId: string): string => `${userRoom}\n${conversationId}`;

/**
 * A dialect at one place (a Socket.IO namespace). Words are made only when a
 * connection here is in the audience, once for all of them.
 */
export class Voice {
  readonly dialect: Dialect;
  readonly subscriptions = new Subscriptions();
  readonly #namespace: Namespace;
  readonly #lookups: Lookups;
  readonly #clock: Clock;

  constructor(dialect: Dialect, namespace: Namespace, { lookups, clock }: { lookups: Lookups; clock: Clock }) {
    this.dialect = dialect;
    this.#namespace = namespace;
    this.#lookups = lookups;
    this.#clock = clock;
  }

  get count(): number {
    return this.#namespace.sockets.size;
  }

  /** Somebody is connected, or listens without a socket. */
  get isHeard(): boolean {
    return this.count > 0 || this.subscriptions.some;
  }

  isAt(namespace: string): boolean {
    return this.#namespace.name === namespace;
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

  say(rooms: string[], { name, payload, implied }: ParleyEvent & { implied?: true }): void {
    const saying = this.dialect.says[name];
    if (saying === "silent") return;
    if ("as" in saying) {
      if (implied === undefined) broadcast(this.#namespace, { rooms }, [{ event: saying.as, body: payload }]);
      return;
    }
    const { rooms: open } = this.#namespace.adapter;
    if (!rooms.some((room) => open.has(room) || this.subscriptions.hasRoom(room))) return;
    const sayings = toSayings(saying);
    if (sayings.every(isForEverybody)) {
      this.#sayAtOnce(sayings, payload, rooms);
      return;
    }
    for (const said of sayings) {
      this.#word(said, payload, rooms, (body, hearing) => {
        const words = { event: said.event, body };
        this.#speak(rooms, hearing, words);
        if (hearing.inside === undefined || !this.subscriptions.some) return;
        this.subscriptions[said.last === true ? "tellLast" : "tell"](toRooms(rooms, hearing), hearing.inside, words);
      });
    }
  }

  sayTo(socket: ParleySocket, { name, payload }: ParleyEvent): void {
    const saying = this.dialect.says[name];
    if (saying === "silent") return;
    if ("as" in saying) socket.emit(saying.as, payload);
    else for (const said of toSayings(saying)) this.#word(said, payload, [], (body) => socket.emit(said.event, body));
  }

  #word(said: Said<never>, payload: unknown, rooms: string[], speak: (body: unknown, hearing: Hearing) => void): void {
    this.#lookups.know(said.about?.(payload as never) ?? {}, (found) => {
      const known: Known = { ...found, ...this.#known(rooms) };
      const body = said.body(payload as never, known);
      if (body !== undefined) speak(body, said.to?.(payload as never, known) ?? {});
    });
  }

  #known(rooms: string[]): Known {
    return {
      now: () => new Date(this.#clock.now()).toISOString(),
      hearers: () => rooms.map(userIdOf).filter((id) => id !== undefined),
    };
  }

  #sayAtOnce(sayings: readonly Said<never>[], payload: unknown, rooms: string[]): void {
    const known = this.#known(rooms);
    const words = sayings.map(({ event, body }) => ({ event, body: body(payload as never, known) })).filter(({ body }) => body !== undefined);
    if (words.length > 0) broadcast(this.#namespace, { rooms }, words);
  }

  #speak(rooms: string[], meant: Hearing, words: Spoken): void {
    const { except, inside, outside } = meant;
    let hearing = toRooms(rooms, meant);
    if (inside !== undefined) hearing = hearing.map((room) => insideRoomOf(room, inside));
    const deaf = [...(except === undefined ? [] : [roomOf(except)]), ...(outside === undefined ? [] : hearing.map((room) => insideRoomOf(room, outside)))];
    broadcast(this.#namespace, { rooms: hearing, except: deaf }, [words]);
  }
}

function toSayings(saying: Said<never> | readonly Said<never>[]): readonly Said<never>[] {
  return Array.isArray(saying) ? saying : [saying as Said<never>];
}

/** Needs nothing looked up, and leaves nobody out. */
const isForEverybody = ({ about, to }: Said<never>): boolean => about === undefined && to === undefined;

/** The users who are meant, of those who may hear it. */
function toRooms(rooms: string[], { only, except }: Hearing): string[] {
  const meant = only === undefined ? rooms : rooms.filter((room) => only.some((id) => room === roomOf(id)));
  return except === undefined ? meant : meant.filter((room) => room !== roomOf(except));
}
