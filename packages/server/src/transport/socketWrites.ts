import type { Socket as NetSocket } from "node:net";
import { limits } from "@parley/protocol";
import type { App } from "../app.ts";
import type { PreEncoded } from "../events/broadcast.ts";
import type { ParleySocket } from "../events/connections.ts";

/** What a connection may have asked for and not read yet: two of the largest answers there are (limits.syncPage messages of the longest kind). */
const answerQueueBytes = 16 * limits.socketQueueBytes;

/** Of engine.io's WebSocket transport; absent while polling. */
type Transport = ParleySocket["conn"]["transport"] & { socket?: { _socket?: NetSocket } };

type Packet = { data?: string | Buffer; options?: Partial<PreEncoded> };

const held = new Set<Transport>();
const corked = new Set<NetSocket>();

/**
 * What Socket.IO leaves open about writing.
 *
 * It queues without bound for a client that does not read. Here a connection
 * on which more than limits.socketQueueBytes of events wait is closed; its
 * client comes back and syncs, which costs less than the queue would. Answers
 * are counted apart: what the client has asked for may be larger than that, and
 * closed for it, it would come back, ask for the same, and be closed again.
 *
 * It makes a system call per frame. A batch of messages gives each of its
 * people several frames at once (events and acknowledgements): packets are
 * held until the end of this turn, so that they are one write (ADR 13).
 */
export function guardWrites(app: App, socket: ParleySocket): void {
  const { conn } = socket;
  let eventBytes = 0;
  let answerBytes = 0;
  conn.on("flush", () => cork(streamOf(conn)));
  conn.on("drain", () => {
    eventBytes = 0;
    answerBytes = 0;
  });
  conn.on("packetCreate", (packet: Packet) => {
    hold(conn.transport);
    const bytes = packet.options?.wsPreEncodedFrame?.[0].length ?? packet.data?.length ?? 0;
    if (isAnswer(packet)) answerBytes += bytes;
    else eventBytes += bytes;
    if ((eventBytes <= limits.socketQueueBytes && answerBytes <= answerQueueBytes) || conn.readyState !== "open") return;
    app.log.warn({ userId: socket.data.actor.user.id, eventBytes, answerBytes }, "A connection does not keep up; closing it");
    // Nothing more can be said to it: what is queued is dropped with it, without a closing handshake that it would not read.
    const stream = streamOf(conn);
    conn.close(true);
    stream?.destroy();
  });
}

/** Of Socket.IO's packet types, which begin its encoding, 3 is an acknowledgement. */
function isAnswer({ data }: Packet): boolean {
  return typeof data === "string" && data.startsWith("3");
}

/** What is written meanwhile waits with the rest for the transport to be ready. While polling, the client's next request brings it all. */
function hold(transport: Transport): void {
  if (transport.name !== "websocket" || !transport.writable) return;
  if (held.size === 0) process.nextTick(releaseAll);
  held.add(transport);
  transport.writable = false;
}

function releaseAll(): void {
  const released = [...held];
  held.clear();
  for (const transport of released) {
    transport.writable = true;
    transport.emit("ready");
  }
}

function streamOf(conn: ParleySocket["conn"]): NetSocket | undefined {
  return (conn.transport as Transport).socket?._socket;
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
