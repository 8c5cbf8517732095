import { connect, type Socket } from "node:net";

const sharedBuffer = Buffer.allocUnsafeSlow(1 << 20);

/**
 * One keep-alive connection, one GET at a time. `node:http` spends more on
 * reading a page of 30 kB than the servers do on making it.
 */
export class LightHttp {
  #socket: Socket;
  #head: string;
  #waiting: { resolve: (body: string) => void; reject: (error: Error) => void; keepBody: boolean } | null = null;
  #received: Buffer[] = [];
  /** Bytes of the answer still to come; null while its head is incomplete. */
  #missing: number | null = null;

  constructor(port: number, token: string) {
    this.#head = ` HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true, onread: { buffer: sharedBuffer, callback: (bytes) => this.#read(bytes) } });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** Resolves with the body, or with "" unless `keepBody`. Rejects on any status but 200. */
  get(path: string, keepBody = false): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, keepBody };
      this.#socket.write(`GET ${path}${this.#head}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #read(bytes: number): boolean {
    if (this.#missing === null) this.#readHead(Buffer.from(sharedBuffer.subarray(0, bytes)));
    else {
      this.#missing -= bytes;
      if (this.#waiting?.keepBody) this.#received.push(Buffer.from(sharedBuffer.subarray(0, bytes)));
    }
    if (this.#missing === 0) this.#finish();
    return true;
  }

  #readHead(chunk: Buffer): void {
    this.#received.push(chunk);
    const text = Buffer.concat(this.#received);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = text.toString("latin1", 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (!head.startsWith("HTTP/1.1 200") || length === undefined) {
      this.#socket.destroy(new Error(`unexpected answer: ${text.toString("latin1", 0, 600)}`));
      return;
    }
    this.#missing = Number(length) - (text.length - end - 4);
    this.#received = [text.subarray(end + 4)];
  }

  #finish(): void {
    const waiting = this.#waiting;
    const body = waiting?.keepBody ? Buffer.concat(this.#received).toString() : "";
    this.#waiting = null;
    this.#missing = null;
    this.#received = [];
    waiting?.resolve(body);
  }
}
