import { type ErrorBody, events, fail, type Input, type OperationName, type Output, operations, ParleyError, type ParleyEvent } from "@parley/protocol";
import { io } from "socket.io-client";
import type { History } from "./history.ts";
import { NotSent } from "./outcome.ts";
import { requestRest } from "./requestRest.ts";

export type Transport = "rest" | "socket";

export type DeviceOptions = { id: string; user: string; url: string; history: History; getToken(): Promise<string>; timeoutMs(): number };

/** A device without the SDK: plain HTTP and a plain socket at once, which writes down what it hears and repairs nothing. */
export type RawDevice = {
  id: string;
  user: string;
  call<Name extends OperationName>(over: Transport, name: Name, input: Input<Name>): Promise<Output<Name>>;
  close(): void;
};

const reconnectMs = 100;
const nameOf = new Map(Object.values(events).map(({ socket, name }) => [socket, name] as const));

export function createRawDevice({ id, user, url, history, getToken, timeoutMs }: DeviceOptions): RawDevice {
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: reconnectMs,
    reconnectionDelayMax: 3 * reconnectMs,
    auth: (send) => void getToken().then((token) => send({ token })),
  });
  socket.onAny((event: string, payload: unknown) => history.hear({ id, user }, { name: nameOf.get(event), payload } as ParleyEvent));
  let isClosed = false;
  // A refused handshake and a server that closes are not tried again by socket.io.
  const comeBack = () => setTimeout(() => isClosed || socket.active || socket.connect(), reconnectMs);
  socket.on("connect_error", comeBack);
  socket.on("disconnect", comeBack);

  async function emit(event: string, input: object): Promise<unknown> {
    if (!socket.connected) throw new NotSent();
    const answer = (await socket
      .timeout(timeoutMs())
      .emitWithAck(event, input)
      .catch((error: Error) => {
        throw fail("unavailable", { detail: error.message });
      })) as { ok: true; data: unknown } | { ok: false; error: ErrorBody };
    if (!answer.ok) throw ParleyError.fromBody(answer.error);
    return answer.data;
  }

  return {
    id,
    user,
    async call<Name extends OperationName>(over: Transport, name: Name, input: Input<Name>) {
      const event: string | undefined = operations[name].socket;
      if (over === "socket" && event !== undefined) return (await emit(event, input)) as Output<Name>;
      return requestRest({ url, token: await getToken(), timeoutMs: timeoutMs() }, name, input);
    },
    close() {
      isClosed = true;
      socket.close();
    },
  };
}
