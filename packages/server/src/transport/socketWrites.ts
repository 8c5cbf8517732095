import type { Socket as NetSocket } from "node:net";
import { limits } from "@parley/protocol";
import type { App } from "../app.ts";
import type { ParleySocket } from "../events/connections.ts";

/** Of engine.io's WebSocket transport; absent while polling. */
type Transport = { socket?: { _socket?: NetSocket } };

const corked = new Set<NetSocket>();

/**
 * What Socket.IO leaves open about writing.
 *
 * It queues without bound for a client that does not read. Here a connection
 * whose queue exceeds limits.socketQueueBytes is closed; its client comes back
 * and syncs, which costs less than the queue would.
 *
 * It makes a system call per frame. A batch of messages gives each of its
 * people several frames at once (events and acknowledgements): they are held
 * until the end of this turn and written together.
 */
export function guardWrites(app: App, socket: ParleySocket): void {
  const { conn } = socket;
  let queuedBytes = 0;
  conn.on("flush", () => cork(streamOf(conn)));
  conn.on("drain", () => {
    queuedBytes = 0;
  });
  conn.on("packetCreate", (packet: { data?: string | Buffer }) => {
    queuedBytes += packet.data?.length ?? 0;
    if (queuedBytes <= limits.socketQueueBytes || conn.readyState !== "open") return;
    app.log.warn({ userId: socket.data.actor.user.id, queuedBytes }, "A connection does not keep up; closing it");
    // Nothing more can be said to it: what is queued is dropped with it, without a closing handshake that it would not read.
    const stream = streamOf(conn);
    conn.close(true);
    stream?.destroy();
  });
}

function streamOf(conn: ParleySocket["conn"]): NetSocket | undefined {
  return (conn.transport as unknown as Transport).socket?._socket;
}

function cork(stream: NetSocket | undefined): void {
  if (stream === undefined || corked.has(stream)) return;
  if (corked.size === 0) process.nextTick(uncorkAll);
  corked.add(stream);
  stream.cork();
}

function uncorkAll(): void {
  for (const stream of corked) stream.uncork();
  corked.clear();
}
