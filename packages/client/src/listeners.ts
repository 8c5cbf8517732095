import type { EventName, ParleyEvent, Payload } from "@parley/protocol";

export type Listeners = {
  add<Name extends EventName>(name: Name, listener: (payload: Payload<Name>) => void): () => void;
  tell(event: ParleyEvent): void;
};

/** Listeners by event name. One that throws does not keep the others, or the store, from hearing. */
export function createListeners(): Listeners {
  const byName = new Map<EventName, Set<(payload: never) => void>>();
  return {
    add(name, listener) {
      const listeners = byName.get(name) ?? new Set();
      byName.set(name, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    tell({ name, payload }) {
      for (const listener of [...(byName.get(name) ?? [])]) {
        try {
          listener(payload as never);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
