import type { Presence } from "@parley/protocol";
import type { App } from "../../app.ts";
import { watchersRoomOf } from "../../events/audience.ts";
import type { ParleySocket } from "../../events/connections.ts";

/** Replaces the set of people whose presence this socket hears. Others than those one shares a conversation with are passed over. */
export async function watch(app: App, socket: ParleySocket, userIds: string[]): Promise<Presence[]> {
  const presences = await app.presence.describe(socket.data.actor.user.id, [...new Set(userIds)]);
  const allowed = new Set(presences.map((presence) => presence.userId));
  for (const id of socket.data.watched) if (!allowed.has(id)) socket.leave(watchersRoomOf(id));
  socket.join([...allowed].map(watchersRoomOf));
  socket.data.watched = [...allowed];
  return presences;
}
