import { type IncomingMessage, ServerResponse } from "node:http";
import { fail, limits, type ParleyError } from "@parley/protocol";
import type { Server } from "socket.io";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../actor.ts";
import type { App } from "../app.ts";
import { toProblem } from "../dialects/native/problem.ts";
import { requestOriginAllowed } from "./origins.ts";
import { endWithProblem } from "./problem.ts";

type Engine = Server["engine"];
type EngineRequest = IncomingMessage & { _query: Record<string, unknown> };

/**
 * The door before a socket exists, for both of its transports. CORS does not
 * guard the WebSocket upgrade, so the origin is checked here; connections that
 * never say who they are count as well, until they are closed for it.
 */
export function guardHandshakes(app: App, engine: Engine, addressOf: (request: IncomingMessage) => string): void {
  const open = new Map<string, number>();
  const most = mostPerAddress(app);

  engine.on("connection", (connection: { request: IncomingMessage; once(event: "close", listener: () => void): void }) => {
    const address = addressOf(connection.request);
    open.set(address, (open.get(address) ?? 0) + 1);
    connection.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });

  engine.use((request: EngineRequest, response: unknown, next: () => void) => {
    const refusal = request._query.sid === undefined ? judge(request) : undefined;
    if (refusal === undefined) next();
    else if (response instanceof ServerResponse) refuse(response, refusal);
    else endWithProblem(request.socket, refusal);
  });

  function judge(request: EngineRequest): ParleyError | undefined {
    if (!requestOriginAllowed(app.config, request)) return fail("origin_not_allowed");
    if (app.health.draining) return fail("server_draining");
    if ((open.get(addressOf(request)) ?? 0) >= most) return fail("too_many_connections");
    return undefined;
  }
}

export function mostPerAddress({ config }: App): number {
  return config.rateLimits === 0 ? Number.POSITIVE_INFINITY : limits.connectionsPerAddress * config.rateLimits;
}

/** One person's tabs and devices: sockets and streams count together. */
export function requireRoomFor({ config, connections }: App, { user }: Actor): void {
  if (config.rateLimits > 0 && connections.of(user.id).length + connections.streams.of(user.id).length >= limits.socketsPerUser)
    throw fail("too_many_connections");
}

function refuse(response: ServerResponse, error: ParleyError): void {
  response.writeHead(error.status, { "content-type": "application/problem+json", "x-content-type-options": "nosniff", connection: "close" });
  response.end(JSON.stringify(toProblem(error, uuidv7())));
}
