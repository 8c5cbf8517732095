import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** Data is consumed before the callback returns, so one buffer serves every socket. */
const sharedBuffer = Buffer.allocUnsafeSlow(1 << 20);
const headEnd = Buffer.from("\r\n\r\n");
const pong = Buffer.from("3");
const opcode = { text: 1, close: 8, ping: 9, pong: 10 };
const code = (character: string) => character.charCodeAt(0);
const engine = { open: code("0"), close: code("1"), ping: code("2"), message: code("4") };
const packet = { connect: code("0"), disconnect: code("1"), event: code("2"), ack: code("3"), connectError: code("4") };
const openBracket = code("[");

export type LightClientOptions = {
  port: number;
  token: string;
  /** 127.0.0.N: each has its own range of ephemeral ports. */
  localAddress?: string;
  /** How a good acknowledgement begins; nothing: whatever comes is good. */
  acknowledged?: string;
};

/**
 * A Socket.IO client (Engine.IO 4, WebSocket only, default namespace) that
 * costs a load generator next to nothing: frames are found in place, events
 * stay unparsed. socket.io-client would be the bottleneck of every figure.
 */
export class LightClient {
  /** An event as `42["name",…]` in `buffer` from `start` to `end`; valid only during the call. */
  onEvent: ((buffer: Buffer, start: number, end: number) => void) | null = null;
  onClose: ((reason: Error) => void) | null = null;
  readonly connected: Promise<void>;
  #socket: Socket;
  #token: string;
  #acknowledged: Buffer;
  #state: "upgrading" | "open" | "closed" = "upgrading";
  /** A frame of which only the beginning has arrived. */
  #partial: Buffer | null = null;
  // Never zero: servers skip unmasking with a zero key, which would flatter them.
  #mask = randomBytes(4).map((byte) => byte | 1);
  #acks = new Map<number, (refusal: string | null) => void>();
  #lastAck = 0;
  #settle = Promise.withResolvers<void>();

  constructor({ port, token, localAddress, acknowledged = "" }: LightClientOptions) {
    this.#token = token;
    this.#acknowledged = Buffer.from(acknowledged);
    this.connected = this.#settle.promise;
    this.connected.catch(() => {});
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      ...(localAddress ? { localAddress } : {}),
      noDelay: true,
      onread: { buffer: sharedBuffer, callback: (bytes) => this.#read(bytes) },
    });
    let failure = new Error("the server closed the connection");
    this.#socket.on("error", (error) => {
      failure = error;
    });
    this.#socket.on("close", () => this.#closed(failure));
    this.#socket.on("connect", () => {
      const key = randomBytes(16).toString("base64");
      this.#socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
  }

  /** `onAck` hears null when the answer begins as `acknowledged` says, otherwise the answer. */
  emit(event: string, payload: unknown, onAck: (refusal: string | null) => void): void {
    const id = this.#lastAck++;
    this.#acks.set(id, onAck);
    this.#write(Buffer.from(`42${id}${JSON.stringify([event, payload])}`), opcode.text);
  }

  close(): void {
    this.#socket.destroy();
  }

  #closed(reason: Error): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#settle.reject(reason);
    for (const onAck of this.#acks.values()) onAck(reason.message);
    this.#acks.clear();
    this.onClose?.(reason);
  }

  #read(bytes: number): boolean {
    let buffer = sharedBuffer;
    let end = bytes;
    if (this.#partial) {
      buffer = Buffer.concat([this.#partial, sharedBuffer.subarray(0, bytes)]);
      end = buffer.length;
      this.#partial = null;
    }
    let position = this.#state === "upgrading" ? this.#upgrade(buffer, end) : 0;
    while (end - position >= 2 && this.#state === "open") {
      const shortLength = (buffer[position + 1] as number) & 127;
      const header = shortLength === 127 ? 10 : shortLength === 126 ? 4 : 2;
      if (end - position < header) break;
      const length = header === 10 ? buffer.readUInt32BE(position + 6) : header === 4 ? buffer.readUInt16BE(position + 2) : shortLength;
      const start = position + header;
      if (end - start < length) break;
      position = start + length;
      this.#frame((buffer[start - header] as number) & 15, buffer, start, position);
    }
    if (position < end && this.#state !== "closed") this.#partial = Buffer.from(buffer.subarray(position, end));
    return true;
  }

  /** Where the frames begin; 0 while the head is incomplete. */
  #upgrade(buffer: Buffer, end: number): number {
    const head = buffer.subarray(0, end).indexOf(headEnd);
    if (head < 0) return 0;
    const status = buffer.toString("latin1", 0, Math.min(head, 40));
    if (status.startsWith("HTTP/1.1 101")) this.#state = "open";
    else this.#socket.destroy(new Error(`upgrade refused: ${status}`));
    return head + headEnd.length;
  }

  #frame(kind: number, buffer: Buffer, start: number, end: number): void {
    if (kind === opcode.ping) this.#write(buffer.subarray(start, end), opcode.pong);
    else if (kind === opcode.close) this.#socket.destroy();
    if (kind !== opcode.text) return;
    const type = buffer[start];
    if (type === engine.message) this.#packet(buffer, start, end);
    else if (type === engine.ping) this.#write(pong, opcode.text);
    else if (type === engine.open) this.#write(Buffer.from(`40${JSON.stringify({ token: this.#token })}`), opcode.text);
    else if (type === engine.close) this.#socket.destroy();
  }

  #packet(buffer: Buffer, start: number, end: number): void {
    const type = buffer[start + 1];
    if (type === packet.event) this.onEvent?.(buffer, start, end);
    else if (type === packet.ack) this.#acked(buffer, start + 2, end);
    else if (type === packet.connect) this.#settle.resolve();
    else if (type === packet.connectError) this.#socket.destroy(new Error(`refused: ${buffer.toString("utf8", start + 2, end)}`));
    else if (type === packet.disconnect) this.#socket.destroy();
  }

  #acked(buffer: Buffer, start: number, end: number): void {
    let position = start;
    let id = 0;
    while (buffer[position] !== openBracket) id = id * 10 + (buffer[position++] as number) - 48;
    const onAck = this.#acks.get(id);
    this.#acks.delete(id);
    const wanted = this.#acknowledged;
    const ok = buffer.compare(wanted, 0, wanted.length, position, Math.min(position + wanted.length, end)) === 0;
    onAck?.(ok ? null : buffer.toString("utf8", position, end));
  }

  #write(payload: Buffer, kind: number): void {
    if (this.#state !== "open") return;
    const length = payload.length;
    const short = length < 126;
    const header = short ? 6 : 8;
    const frame = Buffer.allocUnsafe(header + length);
    frame[0] = 0x80 | kind;
    frame[1] = 0x80 | (short ? length : 126);
    if (!short) frame.writeUInt16BE(length, 2);
    frame.set(this.#mask, header - 4);
    for (let index = 0; index < length; index++) frame[header + index] = (payload[index] as number) ^ (this.#mask[index & 3] as number);
    this.#socket.write(frame);
  }
}
