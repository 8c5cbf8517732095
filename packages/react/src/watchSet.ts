import type { Parley } from "@parley/client";

type Watcher = Pick<Parley, "watch">;

/** How many mounted hooks want each person's presence. */
const wanted = new WeakMap<Watcher, Map<string, number>>();
const due = new WeakSet<Watcher>();

/** Adds people to what a Parley watches: the union over everybody who asks. Returns how to take them out again. */
export function watchSet(parley: Watcher, userIds: string[]): () => void {
  const counts = wanted.get(parley) ?? new Map<string, number>();
  wanted.set(parley, counts);
  for (const userId of userIds) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  sendSoon(parley, counts);
  return () => {
    for (const userId of userIds) {
      const rest = (counts.get(userId) ?? 0) - 1;
      if (rest > 0) counts.set(userId, rest);
      else counts.delete(userId);
    }
    sendSoon(parley, counts);
  };
}

/** A list that mounts 30 rows at once asks once. */
function sendSoon(parley: Watcher, counts: Map<string, number>): void {
  if (due.has(parley)) return;
  due.add(parley);
  queueMicrotask(() => {
    due.delete(parley);
    parley.watch([...counts.keys()]);
  });
}
