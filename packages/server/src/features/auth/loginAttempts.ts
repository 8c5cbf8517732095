import { fail } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";

/** So many wrong passwords are a person's; from then on each doubles the wait. */
const freeFailures = 10;
const longestWaitMs = 900_000;
const forgottenAfterMs = 3_600_000;
/** About 200 bytes each. The budget of signing in lets one address make 3,600 in the hour that they are kept. */
const maxKept = 100_000;

type Failures = { count: number; waitUntil: number };

/**
 * Slows down guessing, for each account and address apart: nobody can lock a
 * person out from elsewhere, and no lock lasts. An account that does not exist
 * is slowed down like one that does, so the waits tell nothing.
 */
export class LoginAttempts {
  readonly #clock: Clock;
  readonly #failures: LRUCache<string, Failures>;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#failures = new LRUCache({ max: maxKept, ttl: forgottenAfterMs, ttlResolution: 0, perf: clock });
  }

  /**
   * Throws `rate_limited` while one has to wait. Counts the attempt as failed
   * until `succeeded` says otherwise, so guesses sent all at once gain nothing.
   */
  begin(email: string, address: string): void {
    const key = keyOf(email, address);
    const { count, waitUntil } = this.#failures.get(key) ?? { count: 0, waitUntil: 0 };
    const now = this.#clock.now();
    // A clock that was set back must not make a wait longer.
    const waitMs = Math.min(waitUntil - now, longestWaitMs);
    if (waitMs > 0) throw fail("rate_limited", { retryAfterMs: waitMs });
    this.#failures.set(key, { count: count + 1, waitUntil: count < freeFailures ? 0 : now + Math.min(longestWaitMs, 1000 * 2 ** (count - freeFailures)) });
  }

  succeeded(email: string, address: string): void {
    this.#failures.delete(keyOf(email, address));
  }
}

function keyOf(email: string, address: string): string {
  return `${email.toLowerCase()}\n${address}`;
}
