import { type EventName, events, type ParleyEvent, type Payload } from "@parley/protocol";
import type { Namespace, Socket } from "socket.io";
import type { Actor } from "../actor.ts";
import { roomOf, watchersRoomOf } from "./audience.ts";

/** What a socket carries: its actor, replaced when the token is refreshed. */
type SocketData = { actor: Actor; address: string; warned: boolean; watched: string[] };
export type ParleySocket = Socket<Record<string, never>, Record<string, (payload: unknown) => void>, Record<string, never>, SocketData>;
export type EndCode = Payload<"session.ended">["code"];

/**
 * The open sockets of this process. A socket joins its user's room and the
 * rooms of the people it watches, never a conversation's: who hears an event is
 * decided by the membership at the commit (audience.ts), so no room goes stale.
 */
export class Connections {
  #namespace: Namespace | null = null;

  /** Called once by the socket transport; until then nobody is connected and emitting does nothing. */
  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  /** Encodes once, however many sockets hear it. Rooms without sockets cost one lookup. */
  emit(rooms: string[], event: ParleyEvent): void {
    if (rooms.length > 0) this.#namespace?.to(rooms).emit(events[event.name].socket, event.payload);
  }

  /** The local sockets of a user. */
  of(userId: string): ParleySocket[] {
    return this.#in(roomOf(userId));
  }

  /** The local sockets that watch a user's presence. */
  watching(userId: string): ParleySocket[] {
    return this.#in(watchersRoomOf(userId));
  }

  all(): Iterable<ParleySocket> {
    return (this.#namespace?.sockets.values() as Iterable<ParleySocket> | undefined) ?? [];
  }

  get count(): number {
    return this.#namespace?.sockets.size ?? 0;
  }

  /** Says why, then closes. Closing waits until what is queued has been written. */
  end(socket: ParleySocket, code: EndCode): void {
    emitTo(socket, "session.ended", { code });
    socket.disconnect(true);
  }

  #in(room: string): ParleySocket[] {
    const ids = this.#namespace?.adapter.rooms.get(room) ?? [];
    return [...ids].map((id) => this.#namespace?.sockets.get(id)).filter((socket) => socket !== undefined) as ParleySocket[];
  }
}

export function emitTo<Name extends EventName>(socket: ParleySocket, name: Name, payload: Payload<Name>): void {
  socket.emit(events[name].socket, payload);
}
