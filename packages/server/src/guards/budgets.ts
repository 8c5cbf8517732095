/**
 * Budgets: how much one user and one address may ask for (limits.ts of the
 * contract). REST and sockets spend from the same, in dispatch, so neither a
 * second transport nor a hundred sockets give more. Kept in this process.
 */
import { type BudgetName, budgets, fail, type ParleyError } from "@parley/protocol";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import type { Caller } from "../caller.ts";

/** A host's admins speak for many people. */
const adminFactor = 10;

type Limiters = { user: RateLimiterMemory; address: RateLimiterMemory };

export class Budgets {
  readonly #limiters: ReadonlyMap<BudgetName, Limiters>;

  /** `factor` multiplies all budgets; with 0 there are none. */
  constructor(factor: number) {
    const names = factor === 0 ? [] : (Object.keys(budgets) as BudgetName[]);
    this.#limiters = new Map(
      names.map((name) => {
        const limiter = (points: number) => new RateLimiterMemory({ points: Math.max(1, points * factor), duration: budgets[name].seconds });
        return [name, { user: limiter(budgets[name].user), address: limiter(budgets[name].address) }];
      }),
    );
  }

  /** Counts one call. Throws `rate_limited` with `retryAfterMs` when the user's or the address's budget is spent. */
  async spend({ actor, address }: Caller, name: BudgetName): Promise<void> {
    const limiters = this.#limiters.get(name);
    if (limiters === undefined) return;
    try {
      await limiters.address.consume(address);
      if (actor !== null) await limiters.user.consume(actor.user.id, actor.role === "admin" ? 1 / adminFactor : 1);
    } catch (spent) {
      throw refusal(spent as RateLimiterRes, name);
    }
  }
}

function refusal({ msBeforeNext, consumedPoints, remainingPoints }: RateLimiterRes, name: BudgetName): ParleyError {
  // Anything but an exhausted limiter is a bug of ours.
  if (typeof msBeforeNext !== "number" || consumedPoints === 0) throw new Error("the limiter failed");
  return fail("rate_limited", { retryAfterMs: Math.max(1, Math.ceil(msBeforeNext)), budget: name, remaining: remainingPoints });
}
