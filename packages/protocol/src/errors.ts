/**
 * The one table of expected failures. REST answers them as RFC 9457 problems,
 * sockets in acknowledgements, the SDK as ParleyError: same codes everywhere.
 * `retryable` means that the same request may succeed later unchanged; the
 * SDK's outbox decides on it alone.
 */
export const errors = {
  validation_failed: { status: 400, retryable: false, title: "The request does not have the expected shape." },
  malformed_json: { status: 400, retryable: false, title: "The body is not valid JSON." },
  invalid_cursor: { status: 400, retryable: false, title: "The cursor is not one that this list gave out." },
  user_unknown: { status: 400, retryable: false, title: "A user in the request does not exist." },
  reply_not_found: { status: 400, retryable: false, title: "The message replied to is not in this conversation." },
  mention_not_a_member: { status: 400, retryable: false, title: "A mentioned user is not a member of the conversation." },
  attachment_not_found: { status: 400, retryable: false, title: "An attachment does not exist, is not yours, not ready or sent already." },
  unauthenticated: { status: 401, retryable: false, title: "An access token is needed." },
  token_invalid: { status: 401, retryable: false, title: "The token is not valid." },
  token_expired: { status: 401, retryable: false, title: "The token has expired." },
  token_reused: { status: 401, retryable: false, title: "The refresh token was used before; the session is closed." },
  session_revoked: { status: 401, retryable: false, title: "The session has ended." },
  invalid_credentials: { status: 401, retryable: false, title: "E-mail and password do not match." },
  account_inactive: { status: 403, retryable: false, title: "The account is deactivated." },
  origin_not_allowed: { status: 403, retryable: false, title: "Connections from this origin are not allowed." },
  url_expired: { status: 403, retryable: false, title: "The address is no longer good; ask for another." },
  forbidden: { status: 403, retryable: false, title: "Your role does not allow this." },
  not_found: { status: 404, retryable: false, title: "There is no such thing, or it is not visible to you." },
  not_a_member: { status: 404, retryable: false, title: "That user is not a member of the conversation." },
  unknown_operation: { status: 404, retryable: false, title: "There is no such path or event." },
  method_not_allowed: { status: 405, retryable: false, title: "The path exists, the method does not." },
  upload_timeout: { status: 408, retryable: true, title: "The upload stood still for too long." },
  email_taken: { status: 409, retryable: false, title: "An account with this e-mail exists." },
  already_a_member: { status: 409, retryable: false, title: "That user is a member already." },
  direct_conversation: { status: 409, retryable: false, title: "A direct conversation has exactly its two members." },
  last_owner: { status: 409, retryable: false, title: "A group needs an owner; make somebody else owner first." },
  idempotency_key_reused: { status: 409, retryable: false, title: "This clientId was used for a different message." },
  version_conflict: { status: 409, retryable: false, title: "The message was changed meanwhile." },
  message_deleted: { status: 409, retryable: false, title: "The message is deleted." },
  limit_reached: { status: 409, retryable: false, title: "A limit is reached." },
  direct_upload_off: { status: 409, retryable: false, title: "Files go through this server; upload to POST /api/attachments." },
  upload_incomplete: { status: 409, retryable: true, title: "The file has not arrived, or not in the size that was announced." },
  payload_too_large: { status: 413, retryable: false, title: "The request is too large." },
  file_too_large: { status: 413, retryable: false, title: "The file is too large." },
  quota_exceeded: { status: 413, retryable: false, title: "There is no room left for files of yours." },
  unsupported_media_type: { status: 415, retryable: false, title: "The body is not of a type that this path takes." },
  file_type_not_allowed: { status: 415, retryable: false, title: "The file is not what it says it is, or of a type that is not allowed." },
  range_not_satisfiable: { status: 416, retryable: false, title: "The file has no such range." },
  image_too_large: { status: 422, retryable: false, title: "The picture has too many pixels or frames." },
  image_invalid: { status: 422, retryable: false, title: "The picture cannot be read." },
  file_infected: { status: 422, retryable: false, title: "The file contains malware." },
  too_many_connections: { status: 429, retryable: true, title: "You have too many connections open; close one." },
  rate_limited: { status: 429, retryable: true, title: "Too many requests; wait a moment." },
  internal: { status: 500, retryable: true, title: "Something went wrong on the server." },
  slow_consumer: { status: 503, retryable: true, title: "The connection did not keep up and was closed." },
  server_draining: { status: 503, retryable: true, title: "The server is stopping; connect again." },
  search_timeout: { status: 503, retryable: false, title: "The search took too long; ask for rarer words or fewer conversations." },
  storage_unavailable: { status: 503, retryable: true, title: "Files cannot be stored or read now; try again." },
  unavailable: { status: 503, retryable: true, title: "The server cannot do this now; try again." },
  storage_full: { status: 507, retryable: true, title: "There is no room left for files on the server." },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errors;

/** Wire form of a failure, in socket acknowledgements and inside problem+json. */
export type ErrorBody = {
  code: ErrorCode;
  status: number;
  detail?: string;
  /** For `validation_failed`: where and why. */
  errors?: { path: string; message: string }[];
  /** Milliseconds before which trying again is no use. */
  retryAfterMs?: number;
  [extra: string]: unknown;
};

/** An expected failure. A bug stays a plain Error and becomes `internal`. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}) {
    super(typeof details.detail === "string" ? details.detail : errors[code].title);
    this.name = "ParleyError";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errors[this.code].status;
  }

  get retryable(): boolean {
    return errors[this.code].retryable;
  }

  toBody(): ErrorBody {
    return { ...this.details, code: this.code, status: this.status, detail: this.message };
  }

  /** Reads what `toBody` wrote; a code that this version does not know becomes `internal`. */
  static fromBody(body: Partial<ErrorBody>): ParleyError {
    const { code, status: _, ...details } = body;
    return new ParleyError(code !== undefined && code in errors ? code : "internal", details);
  }
}

/** `throw fail("not_found")`: the one way to refuse. */
export function fail(code: ErrorCode, details?: Record<string, unknown>): ParleyError {
  return new ParleyError(code, details);
}
