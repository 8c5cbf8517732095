import { type ErrorCode, ParleyError } from "@parley/protocol";

/**
 * What to do when the server does not want a connection: `retry` later, `renew` the token and come back at once, or
 * `give_up`, because nothing will change until a person does something.
 */
export type Answer = "retry" | "renew" | "give_up";

/** `renewed`: the token that was refused is a fresh one. */
export function answerTo(code: ErrorCode | undefined, renewed: boolean): Answer {
  switch (code) {
    case "token_expired":
    case "token_invalid":
    case "unauthenticated":
      return renewed ? "give_up" : "renew";
    case "session_revoked":
    case "account_inactive":
    case "origin_not_allowed":
    case "forbidden":
      return "give_up";
    default:
      return "retry";
  }
}

/** `getToken` failed for good: it says that there is no session, rather than that it could not ask. */
export function isSignedOut(error: unknown): error is ParleyError {
  return error instanceof ParleyError && (error.status === 401 || error.status === 403);
}
