import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type Wire = {
  url: string;
  /** Cuts every connection and refuses new ones, like a dead network. */
  cut(): void;
  heal(): void;
  /** Holds back what the server says until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
};

/** A wire between browser and server that can be cut: unlike the browser's own offline switch it cuts open sockets too. */
export async function startWire(serverUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  /** Connections to the server, each with the browser's end. */
  const answers = new Map<Socket, Socket>();
  let isCut = false;
  const server = createServer((downstream) => {
    if (isCut) {
      downstream.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    answers.set(upstream, downstream);
    upstream.on("close", () => answers.delete(upstream));
    for (const [from, to] of [
      [downstream, upstream],
      [upstream, downstream],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    heal: () => {
      isCut = false;
    },
    hold: () => {
      for (const upstream of answers.keys()) upstream.unpipe().pause();
    },
    release: () => {
      for (const [upstream, downstream] of answers) upstream.pipe(downstream);
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
