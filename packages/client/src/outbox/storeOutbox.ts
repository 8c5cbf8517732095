import type { OutboxEntry, ParleyStore } from "../state.ts";
import type { OutboxStorage } from "./storage.ts";

/** Storage follows the store: what is on its way is kept, what has arrived or was given up is not. */
export function storeOutbox(store: ParleyStore, storage: OutboxStorage): void {
  store.subscribe(({ outbox }, { outbox: before }) => {
    if (outbox === before) return;
    const kept = new Map(outbox.map((entry) => [entry.clientId, entry]));
    for (const entry of before) if (!kept.has(entry.clientId)) attempt(() => storage.remove(entry.clientId));
    for (const entry of outbox) {
      if (before.includes(entry) || isProgress(entry, before)) continue;
      attempt(() => (entry.sent === null ? storage.save(entry) : storage.remove(entry.clientId)));
    }
  });
}

/** How far an upload is changes twenty times a second, and after a reload it begins again. */
function isProgress(entry: OutboxEntry, before: OutboxEntry[]): boolean {
  const former = before.find(({ clientId }) => clientId === entry.clientId);
  if (!former || former.status !== entry.status || former.sent !== entry.sent || former.uploads.length !== entry.uploads.length) return false;
  return entry.uploads.length > 0 && entry.uploads.every((upload, index) => upload.status === former.uploads[index]?.status);
}

/** Storage that fails (full, private mode) costs the entry its life after a reload, and nothing else. */
function attempt(write: () => void | Promise<void>): void {
  try {
    void Promise.resolve(write()).catch(() => {});
  } catch {
    // As above.
  }
}
