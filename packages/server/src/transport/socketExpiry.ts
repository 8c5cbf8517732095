import type { App } from "../app.ts";
import { emitTo } from "../events/connections.ts";

/** Long enough for a client to fetch a token from its host. */
const warnMs = 60_000;

/**
 * Closes sockets and streams whose token has ended and warns sockets whose token soon does.
 * One sweep a second over all sockets: a timer each would cost more memory
 * than a pass over 10,000 costs time (under a millisecond).
 */
export function closeExpired(app: App): void {
  const now = app.clock.now();
  for (const stream of app.connections.streams.all()) if (stream.actor.expiresAtMs <= now) stream.end();
  for (const socket of app.connections.all()) {
    const { actor, warned } = socket.data;
    if (actor.expiresAtMs <= now) app.connections.end(socket, "token_expired");
    else if (!warned && actor.expiresAtMs - warnMs <= now) {
      socket.data.warned = true;
      emitTo(socket, "session.expiring", { expiresAt: new Date(actor.expiresAtMs).toISOString() });
    }
  }
}
