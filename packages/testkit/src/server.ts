import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Input, OperationName, Output } from "@parley/protocol";
import { createServer, dispatch, type ParleyServer, type Ports, signHostToken } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { createLog } from "@parley/server/log";
import pg from "pg";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { TestClock } from "./clock.ts";
import { createTestDatabase } from "./database.ts";

type Resolve = Ports["resolve"];

export type Claims = { name?: string; picture?: string; role?: "member" | "moderator" | "admin"; expiresInSeconds?: number };

export type TestServer = {
  url: string;
  server: ParleyServer;
  clock: TestClock;
  /** Connections that are not the server's: they see what is committed, and pg's own types. */
  pool: pg.Pool;
  /** A token as a host signs it. Default name: the id. */
  tokenFor(userId: string, claims?: Claims): Promise<string>;
  /** Calls through dispatch, as both transports do. The user is created on first sight. */
  as(userId: string, claims?: Claims): { call<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> };
  /** Calls without a token. */
  anonymous<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** A plain Socket.IO client, connected. */
  connect(userId: string, claims?: Claims): Promise<Socket>;
  /** The same with a token, or whatever else the handshake carries. Rejects with the server's reason. */
  connectWith(token: unknown, options?: Partial<ManagerOptions & SocketOptions>): Promise<Socket>;
  fetch(path: string, options?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  stop(): Promise<void>;
};

/** No test asks the name servers of whoever runs it. */
const noNames: Resolve = async () => {
  throw new Error("this test knows no names");
};

/** A real server on a database of its own (unless `env` names one) and a free port. `env` is read as the product reads it. */
export async function startTestServer(env: Record<string, string> = {}, resolve: Resolve = noNames, dialects?: Ports["dialects"]): Promise<TestServer> {
  const database = env.DATABASE_URL === undefined ? await createTestDatabase() : { url: env.DATABASE_URL, drop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), "parley-data-"));
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    DEMO: "off",
    LOG_LEVEL: "error",
    RATE_LIMITS: "0",
    ...env,
  });
  const clock = new TestClock();
  const server = await createServer(config, { clock, log: createLog({ level: config.logLevel }), resolve, ...(dialects && { dialects }) });
  const url = (await server.listen()).replace("localhost", "127.0.0.1");
  const sockets: Socket[] = [];
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // The drop at the end may find a connection that is still closing.
  pool.on("error", () => {});

  const tokenFor = async (userId: string, { expiresInSeconds = 3600, ...claims }: Claims = {}): Promise<string> =>
    (await signHostToken(config, clock, { userId, name: userId, ttlMs: expiresInSeconds * 1000, ...claims })).token;

  const connectWith: TestServer["connectWith"] = async (token, options) => {
    // An event of what was done before may still be looking for its audience, and this socket must not hear it.
    await server.app.publisher.drain();
    const socket = io(url, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false, ...options });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  };

  return {
    url,
    server,
    clock,
    pool,
    tokenFor,
    as: (userId, claims) => ({
      call: async (name, input) =>
        dispatch(server.app, { actor: await server.app.sessions.authenticate(await tokenFor(userId, claims)), address: "127.0.0.1" }, name, input),
    }),
    anonymous: (name, input) => dispatch(server.app, { actor: null, address: "127.0.0.1" }, name, input),
    connect: async (userId, claims) => connectWith(await tokenFor(userId, claims)),
    connectWith,
    fetch: async (path, { method = "GET", token, body, headers = {} } = {}) =>
      fetch(url + path, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    stop: async () => {
      for (const socket of sockets) socket.close();
      await server.stop();
      await pool.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Another node on the same database, which accepts the same tokens. Stop it before the first. */
export function startSecondNode({ server }: TestServer, env: Record<string, string> = {}, resolve?: Resolve): Promise<TestServer> {
  const { databaseUrl, jwtSecret } = server.app.config;
  return startTestServer({ DATABASE_URL: databaseUrl ?? "", JWT_SECRET: jwtSecret, ...env }, resolve);
}
