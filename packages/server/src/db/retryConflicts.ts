import pRetry from "p-retry";
import pg from "pg";

const deadlock = "40P01";
const serializationFailure = "40001";

/**
 * Tries again, at most three times, what PostgreSQL has rolled back in favour
 * of somebody else. The pauses are random, so that the two do not meet again.
 */
export function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  return pRetry(work, { retries: 3, minTimeout: 20, randomize: true, shouldRetry: ({ error }) => isConflict(error) });
}

function isConflict(error: Error): boolean {
  return error instanceof pg.DatabaseError && (error.code === deadlock || error.code === serializationFailure);
}
