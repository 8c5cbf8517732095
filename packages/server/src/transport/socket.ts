import type { Server as HttpServer } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, limits } from "@parley/protocol";
import { Server, type Socket } from "socket.io";
import type { App } from "../app.ts";
import type { Mount } from "../dialects/mounts.ts";
import { Encoded } from "../encoded.ts";
import { roomOf } from "../events/audience.ts";
import type { ParleySocket } from "../events/connections.ts";
import type { Voice } from "../events/voice.ts";
import { addressReader } from "../guards/address.ts";
import { guardHandshakes, requireRoomFor } from "./admission.ts";
import { runConnectionRequest } from "./connectionRequests.ts";
import { requestOriginAllowed } from "./origins.ts";
import { toParleyError } from "./problem.ts";
import { type Serving, serve, toAsking } from "./serve.ts";
import { SocketDrain } from "./socketDrain.ts";
import { closeExpired } from "./socketExpiry.ts";
import { guardWrites } from "./socketWrites.ts";

/** For what is queued to be written, and for clients to answer the closing handshake. */
const goodbyeMs = 2000;

type Acknowledge = (answer: unknown) => void;

/**
 * Mounts the dialects' tables on Socket.IO, each in its namespace. It only
 * translates. How a request is acknowledged is the dialect's to say; without
 * an acknowledgement function the answer is dropped.
 *
 * Off on purpose: connection state recovery (it would put a removed user back)
 * and perMessageDeflate (5× the CPU, 17× the memory).
 */
export function createSockets(app: App, http: HttpServer, mounts: readonly Mount[]): { io: Server; drain(): Promise<void>; stop(): Promise<void> } {
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
  const drain = new SocketDrain(app);
  // A connection that speaks a second dialect has let go of its handshake by then.
  const addresses = new WeakMap<object, string>();
  const addressAt = (socket: Socket): string => {
    const known = addresses.get(socket.conn) ?? addressOf(socket.request);
    addresses.set(socket.conn, known);
    return known;
  };
  for (const { dialect, prefix } of mounts) {
    const namespace = io.of(prefix || "/");
    const voice = app.connections.attach(dialect, namespace);
    namespace.use((socket, next) => {
      authenticate(app, socket as unknown as ParleySocket, { voice, address: addressAt(socket) })
        .then(() => next())
        .catch((error: unknown) => {
          const known = toParleyError(error, app.log, { during: "handshake" });
          next(Object.assign(new Error(known.code), { data: known.toBody() }));
        });
    });
    namespace.on("connection", (socket: Socket) => welcome(app, socket as unknown as ParleySocket, drain));
  }

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
      for (const stream of app.connections.streams.all()) stream.end();
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

async function authenticate(app: App, socket: ParleySocket, { voice, address }: { voice: Voice; address: string }): Promise<void> {
  await app.budgets.spend({ actor: null, address }, "connect");
  if (tokenNames.some((name) => name in socket.handshake.query))
    throw fail("validation_failed", { detail: "Send the token as auth.token, not in the address." });
  const token = tokenOf(socket, voice);
  if (typeof token !== "string" || token === "") throw fail("unauthenticated");
  const actor = await app.sessions.authenticate(token);
  if (app.health.draining) throw fail("server_draining");
  requireRoomFor(app, actor);
  Object.assign(socket.data, { actor, address, warned: false, watched: [], voice, subscriptions: new Map() });
}

function tokenOf({ handshake }: ParleySocket, { dialect }: Voice): unknown {
  const { token } = handshake.auth as { token?: unknown };
  return token ?? (dialect.tokenAlsoIn === "authorization header" ? handshake.headers.authorization?.replace(/^Bearer /i, "") : undefined);
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
  const origin = app.config.publicUrl ?? `${socket.handshake.secure ? "https" : "http"}://${socket.handshake.headers.host ?? ""}`;
  // The handshake's request is not needed again; freeing it halves an idle connection's memory.
  if (socket.conn.transport.name === "websocket") Object.assign(socket.conn, { request: null });
  socket.onAny((...args: [string, ...unknown[]]) => void answer(app, { socket, origin }, drain, args));
  socket.on("disconnect", () => {
    app.presence.disconnected(userId);
    for (const subscription of socket.data.subscriptions.values()) subscription.end();
  });
  if (socket.data.voice.dialect.presence === "unasked") void app.presence.watchContacts(socket);
}

type Place = { socket: ParleySocket; origin: string };

async function answer(app: App, place: Place, drain: SocketDrain, [event, ...args]: [string, ...unknown[]]): Promise<void> {
  const { socket } = place;
  const { acknowledge: words, complains } = socket.data.voice.dialect;
  const last = args.at(-1);
  const acknowledge = typeof last === "function" ? (last as Acknowledge) : undefined;
  const input = typeof args[0] === "function" || args[0] === undefined ? {} : args[0];
  try {
    const data = await drain.run(() => run(app, place, event, input));
    acknowledge?.(words.done(data));
  } catch (error) {
    const known = toParleyError(error, app.log, { event });
    if (acknowledge !== undefined) acknowledge(words.refused(known));
    else if (complains !== undefined) {
      const complaint = complains(known, event);
      socket.emit(complaint.event, complaint.body);
    }
    if (known.code === "rate_limited") await app.budgets.spend(socket.data, "abuse").catch(() => app.connections.end(socket, "rate_limited"));
  }
}

/** Not async: up to the send queue every request takes the same steps, or messages of one socket could change places. */
function run(app: App, { socket, origin }: Place, event: string, input: unknown): Promise<unknown> {
  const { hears } = socket.data.voice.dialect;
  const request = Object.hasOwn(hears, event) ? hears[event] : undefined;
  const refreshes = request !== undefined && "connection" in request && request.connection === "refresh";
  if (!refreshes && socket.data.actor.expiresAtMs <= app.clock.now()) throw fail("token_expired");
  const serving: Serving = { app, caller: socket.data, asking: toAsking(app, socket.data.actor, { origin }) };
  if (request === undefined || "connection" in request) return runConnectionRequest(request, input, { ...serving, socket });
  const answering = serve(request, input, serving);
  const { replies } = request;
  if (replies === undefined) return answering.then((result) => (result instanceof Encoded ? result.decode() : result));
  return answering.then((body) => {
    socket.emit(replies, body);
    return body;
  });
}
