import { type ErrorBody, errors, fail, ParleyError } from "@parley/protocol";
import type { Logger } from "pino";

/**
 * What was thrown → what a client may know. The one place where a bug becomes
 * `internal`: logged whole with the request's id, its text kept from the client.
 */
export function toParleyError(error: unknown, log: Logger, about: Record<string, unknown>): ParleyError {
  if (error instanceof ParleyError) return error;
  log.error({ err: error, ...about }, "A request failed unexpectedly");
  return fail("internal");
}

/** RFC 9457. */
export function toProblem(error: ParleyError, requestId: string): ErrorBody & { type: string; title: string; requestId: string } {
  return { type: `urn:parley:error:${error.code}`, title: errors[error.code].title, ...error.toBody(), requestId };
}
