import type { EventName, ParleyEvent, Payload } from "@parley/protocol";
import type { Logger } from "pino";
import type { Audience, AudienceResolver } from "./audience.ts";
import type { Connections } from "./connections.ts";

/** An event and who hears it. `implied`: in the native contract another event says it already; dialects that have their own words say it. */
export type Envelope = ParleyEvent & { to: Audience; implied?: true };

type Listener<Name extends EventName> = (payload: Payload<Name>, to: Audience) => void;

/** undefined: nothing to do. A promise: whether the work is now somewhere from where no crash loses it. */
type Reactor<Name extends EventName> = (payload: Payload<Name>) => Promise<boolean> | undefined;

/**
 * Events, after their commit. Publishing never throws and never delays the
 * request that caused it: the change is on disk, and sync repairs what a
 * failed publish loses.
 */
export class Publisher {
  readonly #audience: AudienceResolver;
  readonly #connections: Connections;
  readonly #log: Logger;
  readonly #listeners = new Map<EventName, ((payload: never, to: Audience) => void)[]>();
  readonly #reactors = new Map<EventName, (payload: never) => Promise<boolean> | undefined>();
  readonly #pending = new Set<Promise<boolean>>();

  constructor(audience: AudienceResolver, connections: Connections, log: Logger) {
    this.#audience = audience;
    this.#connections = connections;
    this.#log = log;
  }

  /** Tells other features of this process. Listeners run first and must not throw. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  /**
   * Background work caused by a durable event. The event counts as published
   * when the work is safe: until then its outbox row stays, so a crash causes
   * the work again, on whichever node finds the row.
   */
  react<Name extends EventName>(name: Name, reactor: Reactor<Name>): void {
    this.#reactors.set(name, reactor);
  }

  /** Done at once (undefined) when the audience is known and nothing reacts, else a promise of whether it worked. */
  publish(envelope: Envelope): Promise<boolean> | undefined {
    for (const listener of this.#listeners.get(envelope.name) ?? []) listener(envelope.payload as never, envelope.to);
    const reacted = this.#reactors.get(envelope.name)?.(envelope.payload as never);
    const rooms = this.#audience.resolve(envelope.to);
    if (Array.isArray(rooms)) {
      this.#connections.emit(rooms, envelope);
      return reacted && this.#keep(reacted);
    }
    const delivered = this.#publishLater(rooms, envelope);
    return this.#keep(reacted === undefined ? delivered : Promise.all([delivered, reacted]).then((done) => done.every(Boolean)));
  }

  #keep(outcome: Promise<boolean>): Promise<boolean> {
    const kept = outcome.finally(() => this.#pending.delete(kept));
    this.#pending.add(kept);
    return kept;
  }

  /** Resolves when everything published so far has been told. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #publishLater(rooms: Promise<string[]>, envelope: Envelope): Promise<boolean> {
    try {
      this.#connections.emit(await rooms, envelope);
      return true;
    } catch (error) {
      this.#log.warn({ err: error, event: envelope.name }, "An event was not delivered; sync will repair it");
      return false;
    }
  }
}
