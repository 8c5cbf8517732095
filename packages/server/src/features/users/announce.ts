import type { Selectable } from "kysely";
import type { App } from "../../app.ts";
import type { Database } from "../../db/schema.ts";
import { toUser } from "../../db/userRow.ts";

/** A stored user changed: later requests see it, watchers hear it, and open sockets speak under the new name. */
export function announce(app: App, row: Selectable<Database["users"]>): void {
  app.sessions.forget(row.id);
  const user = toUser(row);
  for (const socket of app.connections.of(row.id)) socket.data.actor = { ...socket.data.actor, user, role: row.role };
  app.publisher.publish({ name: "user.updated", payload: user, to: { kind: "watchers", userId: row.id } });
}
