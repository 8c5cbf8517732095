import { connect, createServer, type Socket } from "node:net";

/** A network between a client and a server that tests cut. */
export type Wire = {
  url: string;
  /** Both directions end, and nothing gets through until `mend`. */
  cut(): void;
  mend(): void;
  /** What the server answers is lost; what the client sends arrives. */
  loseAnswers(): void;
  stop(): Promise<void>;
};

export async function startWire(serverUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let isCut = false;
  let losesAnswers = false;

  const listener = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (bytes) => {
        if (from === near || !losesAnswers) to.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address() as { port: number };

  function cut(): void {
    isCut = true;
    for (const socket of open) socket.destroy();
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    mend() {
      isCut = false;
      losesAnswers = false;
    },
    loseAnswers() {
      losesAnswers = true;
    },
    async stop() {
      cut();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
