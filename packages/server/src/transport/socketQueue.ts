import { limits } from "@parley/protocol";
import type { App } from "../app.ts";
import type { ParleySocket } from "../events/connections.ts";

/**
 * Socket.IO queues without bound for a client that does not read. Here a
 * connection whose queue exceeds limits.socketQueueBytes is closed; its client
 * comes back and syncs, which costs less than the queue would.
 */
export function guardQueue(app: App, socket: ParleySocket): void {
  const { conn } = socket;
  let queuedBytes = 0;
  conn.on("drain", () => {
    queuedBytes = 0;
  });
  conn.on("packetCreate", (packet: { data?: string | Buffer }) => {
    queuedBytes += packet.data?.length ?? 0;
    if (queuedBytes <= limits.socketQueueBytes || conn.readyState !== "open") return;
    app.log.warn({ userId: socket.data.actor.user.id, queuedBytes }, "A connection does not keep up; closing it");
    // Nothing more can be said to it: what is queued is dropped with it.
    conn.close(true);
  });
}
