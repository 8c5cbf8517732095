const firstMs = 500;
const maxMs = 30_000;

/** Full jitter, so that a thousand clients which lost one server do not come back together. `attempt` counts from 0. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return firstMs + random() * Math.min(maxMs, firstMs * 2 ** attempt);
}
