import { ParleyError } from "@parley/protocol";

/** The same request may succeed later: the server cannot now, or the session is being renewed. */
export function isTemporary(error: unknown): error is ParleyError {
  return error instanceof ParleyError && (error.retryable || error.status === 401 || error.code === "account_inactive");
}
