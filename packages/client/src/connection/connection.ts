/**
 * The connection: one socket per user that comes back by itself, for ever,
 * until the server says that it is no use.
 *
 *   idle ─connect─▶ connecting ─▶ syncing ─▶ online
 *                       │            ▲ │        │ lost, closed by the server, token refused
 *                       ▼            │ ▼        ▼
 *                    offline ◀───────┴──────────┘    with `failure`: until connect() again
 */
import { type ErrorBody, type EventName, events, fail, ParleyError, type ParleyEvent, type Payload } from "@parley/protocol";
import { io } from "socket.io-client";
import { backoffMs } from "../backoff.ts";
import { callTimeoutMs } from "../calls/callTimeoutMs.ts";
import type { ParleyStore } from "../state.ts";
import { onWake } from "./onWake.ts";
import { answerTo, isSignedOut } from "./refusal.ts";
import type { TokenReason, Tokens } from "./tokens.ts";

export type ConnectionPorts = {
  url: string;
  store: ParleyStore;
  tokens: Tokens;
  onEvent(event: ParleyEvent): void;
  /** A connection stands: fetch what was missed. Rejects to be tried again. */
  sync(): Promise<void>;
  onOnline(): void;
  onLost(): void;
};

export type Connection = {
  connect(): Promise<void>;
  disconnect(): void;
  /** One request over the socket; undefined when there is none. */
  request(event: string, input: object): Promise<unknown> | undefined;
};

export function createConnection({ url, store, tokens, onEvent, sync, onOnline, onLost }: ConnectionPorts): Connection {
  const socket = io(url, {
    auth: authenticate,
    autoConnect: false,
    forceNew: true,
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 30_000,
    randomizationFactor: 1,
  });
  /** Counts connections, so that what belongs to a former one can tell. */
  let generation = 0;
  let attempts = 0;
  let tokenReason: TokenReason = "connect";
  let endedBy: ParleyError | undefined;
  let unanswered = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Set from `connect` until `disconnect` or giving up: while a connection is wanted. */
  let stopWaking: (() => void) | undefined;
  let connected = handled(Promise.withResolvers<void>());

  for (const name of Object.keys(events) as EventName[]) {
    socket.on(events[name].socket, (payload) => onEvent({ name, payload }));
  }
  socket.on("connect", () => void comeOnline());
  socket.on("disconnect", (reason) => {
    generation += 1;
    onLost();
    if (!stopWaking) return;
    store.setState({ connection: "offline" });
    if (reason === "io server disconnect") handleRefusal(endedBy);
  });
  socket.on("connect_error", (error) => {
    store.setState({ connection: "offline" });
    // Otherwise the transport failed, and socket.io tries again by itself.
    const body = (error as { data?: Partial<ErrorBody> }).data;
    if (!socket.active) handleRefusal(body?.code ? ParleyError.fromBody(body) : undefined);
  });
  socket.on(events["session.ended"].socket, ({ code, ...details }: Payload<"session.ended">) => {
    endedBy = fail(code, details);
    if (code === "server_draining") leave();
  });
  socket.on(events["session.expiring"].socket, () => {
    // If this fails, the server closes the socket at expiry, and the next connection asks again.
    tokens
      .ask("expiring")
      .then((token) => request("auth:refresh", { token }), ignore)
      .catch(ignore);
  });

  function authenticate(send: (auth: object) => void): void {
    const { engine } = socket.io;
    tokens.ask(tokenReason).then(
      (token) => {
        // A connection opened meanwhile asks for itself.
        if (socket.io.engine === engine && engine.readyState === "open") send({ token });
      },
      (error) => {
        if (socket.io.engine !== engine || !stopWaking) return;
        socket.disconnect();
        store.setState({ connection: "offline" });
        if (isSignedOut(error)) giveUp(error);
        else retry(0);
      },
    );
  }

  async function comeOnline(): Promise<void> {
    generation += 1;
    const current = generation;
    tokenReason = "connect";
    endedBy = undefined;
    store.setState({ connection: "syncing" });
    for (let tries = 0; current === generation; tries += 1) {
      try {
        await sync();
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, backoffMs(tries)));
      }
    }
    if (current !== generation) return;
    attempts = 0;
    store.setState({ connection: "online" });
    onOnline();
    connected.resolve();
  }

  /** The server stops: nothing new is asked of it, what was asked is answered, then we go before we are sent away. */
  function leave(): void {
    if (endedBy?.code !== "server_draining" || !socket.connected) return;
    store.setState({ connection: "offline" });
    if (unanswered > 0) return;
    socket.disconnect();
    handleRefusal(endedBy);
  }

  function handleRefusal(error: ParleyError | undefined): void {
    const answer = answerTo(error?.code, tokenReason === "refused");
    if (answer === "give_up" && error) {
      giveUp(error);
    } else if (answer === "renew") {
      tokenReason = "refused";
      socket.connect();
    } else {
      retry(Number(error?.details.retryAfterMs ?? 0));
    }
  }

  function retry(leastMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => socket.connect(), Math.max(leastMs, backoffMs(attempts)));
    attempts += 1;
  }

  function giveUp(failure: ParleyError): void {
    stop();
    store.setState({ connection: "offline", failure });
    connected.reject(failure);
  }

  function stop(): void {
    clearTimeout(timer);
    stopWaking?.();
    stopWaking = undefined;
    socket.disconnect();
  }

  /** Does not wait for the next attempt; also ends socket.io's own waiting. */
  function wake(): void {
    if (socket.connected) return;
    clearTimeout(timer);
    socket.disconnect().connect();
  }

  function request(event: string, input: object): Promise<unknown> | undefined {
    if (!socket.connected || endedBy) return undefined;
    unanswered += 1;
    const answered = socket.timeout(callTimeoutMs).emitWithAck(event, input) as Promise<{ ok: true; data: unknown } | { ok: false; error: ErrorBody }>;
    return answered
      .then(
        (answer) => {
          if (answer.ok) return answer.data;
          throw ParleyError.fromBody(answer.error);
        },
        (error: Error) => {
          throw fail("unavailable", { detail: error.message });
        },
      )
      .finally(() => {
        unanswered -= 1;
        leave();
      });
  }

  return {
    connect() {
      if (stopWaking) return connected.promise;
      connected = handled(Promise.withResolvers());
      stopWaking = onWake(wake);
      tokenReason = "connect";
      store.setState({ connection: "connecting", failure: null });
      socket.connect();
      return connected.promise;
    },
    disconnect() {
      stop();
      store.setState({ connection: "idle" });
      connected.reject(fail("unavailable", { detail: "Disconnected." }));
    },
    request,
  };
}

/** Not awaiting `connect()` is fine: `failure` tells as well. */
function handled(resolvers: PromiseWithResolvers<void>): PromiseWithResolvers<void> {
  resolvers.promise.catch(ignore);
  return resolvers;
}

function ignore(): void {}
