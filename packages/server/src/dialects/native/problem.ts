import { type ErrorBody, errors, type ParleyError } from "@parley/protocol";

export type Problem = ErrorBody & { type: string; title: string; requestId: string };

/** RFC 9457. */
export function toProblem(error: ParleyError, requestId: string): Problem {
  return { type: `urn:parley:error:${error.code}`, title: errors[error.code].title, ...error.toBody(), requestId };
}
