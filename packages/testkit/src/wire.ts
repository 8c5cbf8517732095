import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a client and a server that tests break. */
export type Wire = {
  url: string;
  /** Every connection ends, and nothing gets through until `mend`. */
  cut(): void;
  /** Ends every connection; new ones get through. */
  drop(): void;
  /** What the server answers is lost; what the client sends arrives. */
  loseAnswers(): void;
  /** What the server answers waits until `release`. */
  hold(): void;
  release(): void;
  /** Ends `cut` and `loseAnswers`. */
  mend(): void;
  stop(): Promise<void>;
};

export async function startWire(serverUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  /** The server's ends of the connections. */
  const answers = new Set<Socket>();
  let isCut = false;
  let losesAnswers = false;
  let isHeld = false;

  const listener = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname);
    answers.add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (bytes) => {
        if (from === far && losesAnswers) return;
        if (to.write(bytes)) return;
        from.pause();
        to.once("drain", () => {
          if (from === near || !isHeld) from.resume();
        });
      });
      from.on("error", () => {});
      from.on("close", () => {
        open.delete(from);
        answers.delete(from);
        to.destroy();
      });
    }
    if (isHeld) far.pause();
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  function drop(): void {
    for (const socket of open) socket.destroy();
  }

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      drop();
    },
    drop,
    loseAnswers() {
      losesAnswers = true;
    },
    hold() {
      isHeld = true;
      for (const far of answers) far.pause();
    },
    release() {
      isHeld = false;
      for (const far of answers) far.resume();
    },
    mend() {
      isCut = false;
      losesAnswers = false;
    },
    async stop() {
      isCut = true;
      drop();
      listener.close();
      await once(listener, "close");
    },
  };
}
