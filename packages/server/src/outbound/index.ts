/**
 * The only door to other people's servers: link previews use it, webhooks and
 * push are to. It promises that nobody makes this server reach into the
 * network it stands in. An address is judged when the connection is made, so
 * a name that answers otherwise the second time (DNS rebinding) gains nothing;
 * every redirect is judged like the first address; time, bytes, redirects and
 * concurrency are bounded; it sends no cookie, no referrer and no secret.
 * It knows no feature and no SQL.
 *
 *   get ─▶ turn of the host ─▶ URL judged ─▶ resolve ─▶ addresses judged ─▶ connect ─▶ headers ─▶ decoded, counted bytes
 *    ▲                                                                                   │
 *    └───────────────────────────────── redirect, at most three ─────────────────────────┘
 */
export { Outbound, type Page } from "./outbound.ts";
export { OutboundRefusal } from "./outboundRefusal.ts";
export { type Resolve, resolveByDns } from "./resolve.ts";
