import type { Namespace, Socket } from "socket.io";
import type { Spoken } from "../dialects/dialect.ts";

/** Rooms whose sockets hear it; sockets that are in a room of `except` do not. */
export type Hearers = { rooms: readonly string[]; except?: readonly string[] };

/** What is said together: Socket.IO's packets, and all of them as one piece for a WebSocket. */
type Encoded = { packets: string[]; frames: PreEncoded };

/** An option of engine.io's packets: written as it is, in the place of the packet's data. */
export type PreEncoded = { wsPreEncodedFrame: [Buffer] };

/**
 * Says it to the local sockets, each once; encoded when the first is found.
 * Instead of `namespace.to(rooms).emit`: events that belong together are one
 * packet for each socket, and nothing is searched for binary data, which no
 * event has (ADR 13).
 */
export function broadcast(namespace: Namespace, { rooms, except = [] }: Hearers, words: readonly Spoken[]): void {
  const { adapter, sockets, name } = namespace;
  const passed = new Set(except.flatMap((room) => [...(adapter.rooms.get(room) ?? [])]));
  let encoded: Encoded | undefined;
  for (const room of rooms) {
    for (const id of adapter.rooms.get(room) ?? []) {
      if (passed.has(id)) continue;
      passed.add(id);
      const socket = sockets.get(id);
      if (socket === undefined) continue;
      encoded ??= encode(name, words);
      write(socket, encoded);
    }
  }
}

function encode(namespace: string, words: readonly Spoken[]): Encoded {
  // Of Socket.IO's packet types, 2 is an event.
  const place = namespace === "/" ? "2" : `2${namespace},`;
  const packets = words.map(({ event, body }) => place + JSON.stringify([event, body]));
  return { packets, frames: { wsPreEncodedFrame: [toFrames(packets)] } };
}

function write({ conn }: Socket, { packets, frames }: Encoded): void {
  if (conn.transport.name === "websocket") conn.write(packets[0] as string, frames as object);
  else for (const packet of packets) conn.write(packet);
}

/** Of Engine.IO's packet types: "4". */
const message = 0x34;

/** As a server writes them (RFC 6455, 5.2): whole, unmasked texts, whose length stands in 7, 16 or 64 bits. */
function toFrames(packets: readonly string[]): Buffer {
  const lengths = packets.map((packet) => Buffer.byteLength(packet) + 1);
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes(length) + length, 0));
  let at = 0;
  for (const [index, packet] of packets.entries()) {
    const length = lengths[index] as number;
    at = frames.writeUInt8(0x81, at);
    if (length < 126) at = frames.writeUInt8(length, at);
    else if (length < 65_536) at = frames.writeUInt16BE(length, frames.writeUInt8(126, at));
    else at = frames.writeBigUInt64BE(BigInt(length), frames.writeUInt8(127, at));
    at = frames.writeUInt8(message, at);
    at += frames.write(packet, at);
  }
  return frames;
}

const headerBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);
