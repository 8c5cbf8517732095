export type RefusalReason =
  | "url"
  | "scheme"
  | "credentials"
  | "excluded_host"
  | "address"
  | "port"
  | "redirects"
  | "status"
  | "content_type"
  | "encoding"
  | "too_large"
  | "timeout"
  | "busy"
  | "stopped";

/** What the guard does not do. Whatever else goes wrong (no such name, connection refused) stays the error it is. */
export class OutboundRefusal extends Error {
  override name = "OutboundRefusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`outbound request refused: ${reason}`);
    this.reason = reason;
  }
}
