import type { Tally } from "@parley/testkit";

export type Seen = { kills?: number; breaks?: number; seconds: number; tally: Tally };

declare module "vitest" {
  interface TaskMeta {
    saw?: Seen;
  }
}

/** Keeps what a test saw for the table at the end of `npm run trust`. */
export function saw({ meta }: { meta: { saw?: Seen } }, { kills, breaks, seconds, tally }: Seen): void {
  meta.saw = { ...(kills !== undefined && { kills }), ...(breaks !== undefined && { breaks }), seconds, tally };
}
