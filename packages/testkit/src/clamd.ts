import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** What every scanner must find and nothing runs: the test file of EICAR. In two parts, so that this file is not taken for it. */
export const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

export type FakeClamd = {
  address: string;
  /** How many streams it has been given. */
  scans(): number;
  /** What it does from now on. Default: scan. */
  behave(how: "scan" | "fail" | "hang up" | "say nothing"): void;
  stop(): Promise<void>;
};

/** Speaks clamd's INSTREAM: lengths and chunks, then an answer. It knows one malware. */
export async function startFakeClamd(): Promise<FakeClamd> {
  let behaviour = "scan";
  let scanned = 0;
  const open = new Set<Socket>();

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    let given = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.on("data", (bytes) => {
      given = Buffer.concat([given, bytes]);
      const content = parse(given);
      if (content === undefined) return;
      scanned += 1;
      given = Buffer.alloc(0);
      if (behaviour === "say nothing") return;
      if (behaviour === "hang up") socket.destroy();
      else
        socket.end(
          `${behaviour === "fail" ? "stream: Can't allocate memory ERROR" : content.includes(eicar) ? "stream: Eicar-Test-Signature FOUND" : "stream: OK"}\0`,
        );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    scans: () => scanned,
    behave: (how) => (behaviour = how),
    async stop() {
      for (const socket of open) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The whole content, once its end has come. Throws at what is not the protocol. */
function parse(given: Buffer): Buffer | undefined {
  const command = "zINSTREAM\0";
  if (given.length < command.length) return undefined;
  if (given.toString("latin1", 0, command.length) !== command) throw new Error("not INSTREAM");
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= given.length; ) {
    const length = given.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    if (at + 4 + length > given.length) return undefined;
    chunks.push(given.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
