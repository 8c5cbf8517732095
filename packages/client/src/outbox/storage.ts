import { findLocalStorage } from "../findLocalStorage.ts";
import type { OutboxEntry } from "../state.ts";

/** Where unsent messages outlive a reload. */
export type OutboxStorage = {
  /** Everything kept, of all users of this device. */
  load(): OutboxEntry[] | Promise<OutboxEntry[]>;
  save(entry: OutboxEntry): void | Promise<void>;
  remove(clientId: string): void | Promise<void>;
};

const prefix = "parley:outbox:";

/** localStorage with one key per user and entry, so that tabs do not overwrite each other; memory where there is none. */
export function createOutboxStorage(storage = findLocalStorage()): OutboxStorage {
  return storage ? localOutbox(storage) : memoryOutbox();
}

function localOutbox(storage: Storage): OutboxStorage {
  const keys = () => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) => key.startsWith(prefix));
  return {
    load: () => keys().flatMap((key) => parseEntry(storage.getItem(key))),
    save: (entry) => storage.setItem(`${prefix}${entry.userId}:${entry.clientId}`, JSON.stringify(entry)),
    remove(clientId) {
      for (const key of keys()) if (key.endsWith(`:${clientId}`)) storage.removeItem(key);
    },
  };
}

function memoryOutbox(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: () => [...entries.values()],
    save: (entry) => void entries.set(entry.clientId, entry),
    remove: (clientId) => void entries.delete(clientId),
  };
}

function parseEntry(value: string | null): OutboxEntry[] {
  try {
    return value === null ? [] : [JSON.parse(value) as OutboxEntry];
  } catch {
    return [];
  }
}
