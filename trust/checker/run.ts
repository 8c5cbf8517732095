import { type Tally, tally, type Violation } from "@parley/testkit";
import { type Crowd, gather, type Target } from "./crowd.ts";
import { finish } from "./finish.ts";
import { startLoad } from "./load.ts";

export type Run = {
  target: Target;
  databaseUrl: string;
  seed: number;
  /** Where the devices reach the server: the target itself, or a wire. */
  url?: string;
  timeoutMs?: number;
  /** How long the devices may take to agree when all is mended. */
  healMs?: number;
  /** What goes wrong while the load runs. Everything is mended when it resolves. */
  trouble(crowd: Crowd): Promise<void>;
};

export type Report = { violations: Violation[]; tally: Tally; seconds: number };

/** Load and trouble, then the judgement. */
export async function run({ target, databaseUrl, seed, url, timeoutMs = 3000, healMs, trouble }: Run): Promise<Report> {
  const startedAt = performance.now();
  const crowd = await gather(target, url);
  try {
    crowd.beImpatient(timeoutMs);
    const load = startLoad(crowd, seed);
    await trouble(crowd).finally(() => load.stop());
    crowd.bePatient();
    const { evidence, violations } = await finish(crowd, databaseUrl, healMs);
    return { violations, tally: tally(evidence), seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    crowd.leave();
  }
}

/** How many requests were answered with yes so far. */
export function answered(crowd: Crowd): number {
  return crowd.history.attempts.reduce((count, { outcome }) => count + (outcome === "ok" ? 1 : 0), 0);
}
