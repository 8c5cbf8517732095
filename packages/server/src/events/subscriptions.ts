import type { Spoken } from "../dialects/dialect.ts";

/** What is said, once for all who hear it; whoever must encode it keeps that here. */
export type Words = Spoken & { encoded?: string };

/** Who hears the changes of a topic, in order. */
export type Listener = {
  hear(words: Words): void;
  /** Nothing more comes. */
  end(): void;
};

/** Changes that wait for their first value: it takes milliseconds, and whoever has so many is better off beginning anew. */
const mostHeld = 1000;

/**
 * One listener, one topic. It begins before its first value is read, so that no
 * change falls between the two; what happens until then is held, and told after
 * it. A change that the value has in it already says the same again.
 */
export class Subscription {
  readonly #listener: Listener;
  readonly #leave: () => void;
  #held: Words[] | null = [];
  #ended = false;

  /** Nothing more is heard. */
  get ended(): boolean {
    return this.#ended;
  }

  constructor(listener: Listener, leave: () => void) {
    this.#listener = listener;
    this.#leave = leave;
  }

  /** The first value, and what has changed since it was asked for. */
  begin(first: Words): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const words of [first, ...held]) this.hear(words);
  }

  hear(words: Words): void {
    if (this.#ended) return;
    if (this.#held === null) this.#listener.hear(words);
    else if (this.#held.push(words) > mostHeld) this.end();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#listener.end();
  }
}

/**
 * Who of this process listens to which topic, by user's room: an event's
 * audience is judged first, so a topic reaches those of its listeners who are
 * members at that commit, and nobody else. Without listeners it costs nothing.
 */
export class Subscriptions {
  readonly #topics = new Map<string, Map<string, Set<Subscription>>>();
  readonly #rooms = new Map<string, number>();

  get some(): boolean {
    return this.#rooms.size > 0;
  }

  /** Somebody of this room listens to something. */
  hasRoom(room: string): boolean {
    return this.#rooms.has(room);
  }

  add(room: string, topic: string, listener: Listener): Subscription {
    const rooms = this.#topics.get(topic) ?? new Map<string, Set<Subscription>>();
    this.#topics.set(topic, rooms);
    const subscriptions = rooms.get(room) ?? new Set<Subscription>();
    rooms.set(room, subscriptions);
    const subscription = new Subscription(listener, () => {
      subscriptions.delete(subscription);
      if (subscriptions.size === 0) rooms.delete(room);
      if (rooms.size === 0) this.#topics.delete(topic);
      this.#count(room, -1);
    });
    subscriptions.add(subscription);
    this.#count(room, 1);
    return subscription;
  }

  tell(rooms: string[], topic: string, words: Words): void {
    for (const subscription of this.#at(rooms, topic)) subscription.hear(words);
  }

  /** The last that these rooms hear of a topic and of all below it. */
  tellLast(rooms: string[], topic: string, words: Words): void {
    for (const path of [...this.#topics.keys()].filter((one) => one === topic || one.startsWith(`${topic}/`)))
      for (const subscription of this.#at(rooms, path)) {
        subscription.hear(words);
        subscription.end();
      }
  }

  #at(rooms: string[], topic: string): Subscription[] {
    const listening = this.#topics.get(topic);
    return listening === undefined ? [] : rooms.flatMap((room) => [...(listening.get(room) ?? [])]);
  }

  #count(room: string, change: number): void {
    const count = (this.#rooms.get(room) ?? 0) + change;
    if (count === 0) this.#rooms.delete(room);
    else this.#rooms.set(room, count);
  }
}
