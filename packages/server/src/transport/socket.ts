import type { Server as HttpServer } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, limits, type OperationName, operations, type SocketRequestName, socketRequests } from "@parley/protocol";
import { Server, type Socket } from "socket.io";
import type { App } from "../app.ts";
import { dispatch, validationFailed } from "../dispatch.ts";
import { roomOf } from "../events/audience.ts";
import type { ParleySocket } from "../events/connections.ts";
import { addressReader } from "../guards/address.ts";
import { guardHandshakes } from "./admission.ts";
import { requestOriginAllowed } from "./origins.ts";
import { toParleyError } from "./problem.ts";
import { SocketDrain } from "./socketDrain.ts";
import { closeExpired } from "./socketExpiry.ts";
import { guardWrites } from "./socketWrites.ts";

/** For what is queued to be written, and for clients to answer the closing handshake. */
const goodbyeMs = 2000;

type Acknowledge = (answer: unknown) => void;

const operationOf = new Map<string, OperationName>(
  Object.values(operations).flatMap((operation) =>
    "socket" in operation && operation.socket !== undefined ? [[operation.socket, operation.name] as const] : [],
  ),
);

/**
 * Mounts the operations' table on Socket.IO. It only translates. Every request
 * is acknowledged `{ ok: true, data }` or `{ ok: false, error }`; without an
 * acknowledgement function the answer is dropped.
 *
 * Off on purpose: connection state recovery (it would put a removed user back)
 * and perMessageDeflate (5× the CPU, 17× the memory).
 */
export function createSockets(app: App, http: HttpServer): { io: Server; drain(): Promise<void>; stop(): Promise<void> } {
  const io = new Server(http, {
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: limits.requestBytes,
    pingInterval: 20_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    cors: (request, decide) => decide(null, { origin: requestOriginAllowed(app.config, request), methods: ["GET", "POST"] }),
  });
  const addressOf = addressReader(app.config);
  guardHandshakes(app, io.engine, addressOf);
  io.engine.on("headers", (headers: Record<string, string>) => Object.assign(headers, { "x-content-type-options": "nosniff", "cache-control": "no-store" }));
  const namespace = io.of("/");
  app.connections.attach(namespace);
  const drain = new SocketDrain(app);

  namespace.use((socket, next) => {
    const token = (socket.handshake.auth as { token?: unknown }).token;
    authenticate(app, socket as unknown as ParleySocket, { token, address: addressOf(socket.request) })
      .then(() => next())
      .catch((error: unknown) => {
        const known = toParleyError(error, app.log, { during: "handshake" });
        next(Object.assign(new Error(known.code), { data: known.toBody() }));
      });
  });
  namespace.on("connection", (socket: Socket) => welcome(app, socket as unknown as ParleySocket, drain));

  const streams = new Set<Duplex>();
  http.on("upgrade", (_request, stream) => {
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
  });

  const expiry = setInterval(() => closeExpired(app), 1000);
  return {
    io,
    drain: () => drain.announce(),
    stop: async () => {
      clearInterval(expiry);
      await drain.finish();
      for (const socket of app.connections.all()) app.connections.end(socket, "server_draining");
      // Closing drops what is queued, so it waits; but whoever does not answer the closing handshake would hold it up for 30 s.
      const deadline = performance.now() + goodbyeMs;
      while (io.engine.clientsCount > 0 && performance.now() < deadline) await sleep(10);
      for (const stream of streams) stream.destroy();
      await io.close();
    },
  };
}

/** An address is read by every proxy and kept in every log on the way: a token does not belong there. */
const tokenNames = ["token", "accessToken", "access_token"];

async function authenticate(app: App, socket: ParleySocket, { token, address }: { token: unknown; address: string }): Promise<void> {
  await app.budgets.spend({ actor: null, address }, "connect");
  if (tokenNames.some((name) => name in socket.handshake.query))
    throw fail("validation_failed", { detail: "Send the token as auth.token, not in the address." });
  if (typeof token !== "string" || token === "") throw fail("unauthenticated");
  const actor = await app.sessions.authenticate(token);
  if (app.config.rateLimits > 0 && app.connections.of(actor.user.id).length >= limits.socketsPerUser) throw fail("too_many_connections");
  Object.assign(socket.data, { actor, address, warned: false, watched: [] });
}

function welcome(app: App, socket: ParleySocket, drain: SocketDrain): void {
  const userId = socket.data.actor.user.id;
  // What has ended between the judgement and this moment found no socket to close.
  const ending = app.sessions.endingOf(socket.data.actor);
  if (ending !== undefined) {
    app.connections.end(socket, ending);
    return;
  }
  socket.join(roomOf(userId));
  app.presence.connected(userId);
  guardWrites(app, socket);
  // The handshake's request is not needed again; freeing it halves an idle connection's memory.
  if (socket.conn.transport.name === "websocket") Object.assign(socket.conn, { request: null });
  socket.onAny((...args: [string, ...unknown[]]) => void answer(app, socket, drain, args));
  socket.on("disconnect", () => app.presence.disconnected(userId));
}

async function answer(app: App, socket: ParleySocket, drain: SocketDrain, [event, ...args]: [string, ...unknown[]]): Promise<void> {
  const last = args.at(-1);
  const acknowledge = typeof last === "function" ? (last as Acknowledge) : undefined;
  const input = typeof args[0] === "function" || args[0] === undefined ? {} : args[0];
  try {
    const data = await drain.run(() => run(app, socket, event, input));
    acknowledge?.({ ok: true, data });
  } catch (error) {
    const known = toParleyError(error, app.log, { event });
    acknowledge?.({ ok: false, error: known.toBody() });
    if (known.code === "rate_limited") await app.budgets.spend(socket.data, "abuse").catch(() => app.connections.end(socket, "rate_limited"));
  }
}

/** Not async: up to the send queue every request takes the same steps, or messages of one socket could change places. */
function run(app: App, socket: ParleySocket, event: string, input: unknown): Promise<unknown> {
  if (event !== "auth:refresh" && socket.data.actor.expiresAtMs <= app.clock.now()) throw fail("token_expired");
  const name = operationOf.get(event);
  return name === undefined ? runSocketRequest(app, socket, event, input) : dispatch(app, socket.data, name, input as never);
}

async function runSocketRequest(app: App, socket: ParleySocket, event: string, input: unknown): Promise<unknown> {
  await app.budgets.spend(socket.data, "read");
  if (!Object.hasOwn(socketRequests, event)) throw fail("unknown_operation");
  const parsed = socketRequests[event as SocketRequestName].input.safeParse(input);
  if (!parsed.success) throw validationFailed(parsed.error);
  if ("userIds" in parsed.data) return { presences: await app.presence.watch(socket, parsed.data.userIds) };
  const actor = await app.sessions.authenticate(parsed.data.token);
  if (actor.user.id !== socket.data.actor.user.id) throw fail("token_invalid");
  socket.data.actor = actor;
  socket.data.warned = false;
  return { expiresAt: new Date(actor.expiresAtMs).toISOString() };
}
