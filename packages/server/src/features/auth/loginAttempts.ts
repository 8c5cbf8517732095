import { fail } from "@parley/protocol";
import { RateLimiterMemory } from "rate-limiter-flexible";

/** So many wrong passwords are a person's; from then on each doubles the wait. */
const freeFailures = 10;
const longestWaitSeconds = 900;
const forgottenAfterSeconds = 3600;

/**
 * Slows down guessing, for each account and address apart: nobody can lock a
 * person out from elsewhere, and no lock lasts. An account that does not exist
 * is slowed down like one that does, so the waits tell nothing.
 */
export class LoginAttempts {
  readonly #failures = new RateLimiterMemory({ points: freeFailures, duration: forgottenAfterSeconds });
  readonly #waits = new RateLimiterMemory({ points: 1, duration: longestWaitSeconds });

  /**
   * Throws `rate_limited` while one has to wait. Counts the attempt as failed
   * until `succeeded` says otherwise, so guesses sent all at once gain nothing.
   */
  async begin(email: string, address: string): Promise<void> {
    const key = keyOf(email, address);
    const wait = await this.#waits.get(key);
    if (wait !== null && wait.msBeforeNext > 0) throw fail("rate_limited", { retryAfterMs: Math.ceil(wait.msBeforeNext) });
    const { consumedPoints } = await this.#failures.penalty(key);
    if (consumedPoints > freeFailures) await this.#waits.block(key, Math.min(longestWaitSeconds, 2 ** (consumedPoints - freeFailures - 1)));
  }

  async succeeded(email: string, address: string): Promise<void> {
    await Promise.all([this.#failures.delete(keyOf(email, address)), this.#waits.delete(keyOf(email, address))]);
  }
}

function keyOf(email: string, address: string): string {
  return `${email.toLowerCase()}\n${address}`;
}
