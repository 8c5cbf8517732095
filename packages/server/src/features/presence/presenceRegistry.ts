import type { Presence } from "@parley/protocol";
import type pg from "pg";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { watchersRoomOf } from "../../events/audience.ts";
import type { Connections, ParleySocket } from "../../events/connections.ts";
import type { Publisher } from "../../events/publish.ts";
import { listContacts, listShared, updateLastSeen } from "./presence.sql.ts";

/** A reload or a change of network is not a departure. */
const graceMs = 2000;
/** Departures are written together: ten thousand people leaving at once are one statement. */
const writeEveryMs = 1000;

type Person = { connections: number; leaving: NodeJS.Timeout | null };

/** Connections per user on this node; who has none for graceMs is offline. */
export class PresenceRegistry {
  readonly #people = new Map<string, Person>();
  /** Seen last here, and not yet in the database. */
  #seen = new Map<string, number>();
  readonly #pool: pg.Pool;
  readonly #publisher: Publisher;
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  /** The request that each socket made last: answers of the database may overtake one another. */
  readonly #asked = new WeakMap<ParleySocket, string[]>();
  /** Connections whose contacts are being looked up; `again`: they have met somebody meanwhile. */
  readonly #looking = new WeakMap<ParleySocket, { again: boolean }>();
  /** Memberships that ended while this node ran. */
  #endings = 0;

  constructor(ports: { pool: pg.Pool; publisher: Publisher; connections: Connections; clock: Clock; log: Logger }) {
    this.#pool = ports.pool;
    this.#publisher = ports.publisher;
    this.#connections = ports.connections;
    this.#clock = ports.clock;
    this.#log = ports.log;
    ports.publisher.on("member.removed", ({ userId }) => void this.#revalidate(userId));
    ports.publisher.on("conversation.created", ({ conversation }) => this.#met(conversation.members));
    ports.publisher.on("member.added", ({ members }) => this.#met(members));
  }

  connected(userId: string): void {
    const person = this.#people.get(userId);
    if (person === undefined) {
      this.#people.set(userId, { connections: 1, leaving: null });
      this.#publish({ userId, online: true, lastSeenAt: null });
      return;
    }
    person.connections += 1;
    if (person.leaving !== null) clearTimeout(person.leaving);
    person.leaving = null;
  }

  disconnected(userId: string): void {
    const person = this.#people.get(userId);
    if (person === undefined) return;
    person.connections -= 1;
    if (person.connections > 0) return;
    const at = this.#clock.now();
    person.leaving = setTimeout(() => this.#left(userId, at), graceMs).unref();
  }

  /** What this user may know of these people. */
  async describe(userId: string, others: string[]): Promise<Presence[]> {
    const people = await listShared(this.#pool, userId, others);
    return people.map(({ id, last_seen_at }) => {
      const seen = this.#seen.get(id);
      return { userId: id, online: this.#people.has(id), lastSeenAt: seen === undefined ? last_seen_at : new Date(seen).toISOString() };
    });
  }

  /** Replaces the set of people whose presence this socket hears. Others than those its user may know of are passed over. */
  async watch(socket: ParleySocket, userIds: string[]): Promise<Presence[]> {
    const asked = [...new Set(userIds)];
    this.#asked.set(socket, asked);
    const presences = await this.#describeNow(socket.data.actor.user.id, asked);
    if (this.#asked.get(socket) !== asked) return presences;
    const allowed = presences.map((presence) => presence.userId);
    for (const id of socket.data.watched) if (!allowed.includes(id)) socket.leave(watchersRoomOf(id));
    socket.join(allowed.map(watchersRoomOf));
    socket.data.watched = allowed;
    return presences;
  }

  /**
   * For connections that expect it unasked: the contacts of their user, which is as many as one may watch. One look at
   * a time: of somebody who meets a hundred people at once, a hundred looks would keep everybody else from the database.
   */
  async watchContacts(socket: ParleySocket): Promise<void> {
    const looking = this.#looking.get(socket);
    if (looking !== undefined) {
      looking.again = true;
      return;
    }
    const look = { again: true };
    this.#looking.set(socket, look);
    try {
      while (look.again) {
        look.again = false;
        await this.watch(socket, await listContacts(this.#pool, socket.data.actor.user.id));
      }
    } catch (error) {
      this.#log.warn({ err: error }, "Contacts could not be watched");
    } finally {
      this.#looking.delete(socket);
    }
  }

  /** The contacts of this user who are online. */
  async online(userId: string): Promise<string[]> {
    return (await listContacts(this.#pool, userId)).filter((id) => this.#people.has(id));
  }

  async close(): Promise<void> {
    for (const [userId, person] of this.#people) {
      if (person.leaving !== null) clearTimeout(person.leaving);
      this.#seen.set(userId, this.#clock.now());
    }
    this.#people.clear();
    await this.#write();
  }

  /** Judged anew while memberships end: #revalidate knows only the watches that have begun. */
  async #describeNow(userId: string, others: string[]): Promise<Presence[]> {
    for (;;) {
      const endings = this.#endings;
      const presences = await this.describe(userId, others);
      if (endings === this.#endings) return presences;
    }
  }

  #left(userId: string, at: number): void {
    this.#people.delete(userId);
    this.#seen.set(userId, at);
    this.#timer ??= setTimeout(() => void this.#write(), writeEveryMs).unref();
    this.#publish({ userId, online: false, lastSeenAt: new Date(at).toISOString() });
  }

  #publish(presence: Presence): void {
    this.#publisher.publish({ name: "presence.changed", payload: presence, to: { kind: "watchers", userId: presence.userId } });
  }

  async #write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const seen = this.#seen;
    if (seen.size === 0) return;
    this.#seen = new Map();
    try {
      await updateLastSeen(this.#pool, seen);
    } catch (error) {
      this.#log.warn({ err: error }, "Last-seen times could not be written");
    }
  }

  /** People share a conversation from now on: perhaps they are contacts. */
  #met(members: { user: { id: string } }[]): void {
    for (const { user } of members)
      for (const socket of this.#connections.of(user.id)) if (socket.data.voice.dialect.presence === "unasked") void this.watchContacts(socket);
  }

  /** A membership ended: who watches whom without sharing a conversation any more is cut off. */
  async #revalidate(userId: string): Promise<void> {
    this.#endings += 1;
    try {
      for (const socket of this.#connections.of(userId)) await this.#narrow(socket);
      for (const socket of this.#connections.watching(userId)) await this.#narrow(socket);
    } catch (error) {
      this.#log.warn({ err: error }, "Presence subscriptions could not be checked");
    }
  }

  async #narrow(socket: ParleySocket): Promise<void> {
    const { watched } = socket.data;
    const allowed = new Set((await listShared(this.#pool, socket.data.actor.user.id, watched)).map((person) => person.id));
    const lost = watched.filter((id) => !allowed.has(id));
    for (const id of lost) socket.leave(watchersRoomOf(id));
    socket.data.watched = socket.data.watched.filter((id) => !lost.includes(id));
  }
}
