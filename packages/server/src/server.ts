import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { App } from "./app.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { startEmbeddedPostgres } from "./db/embedded.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { createDatabase, createPool, patiently } from "./db/pool.ts";
import { seedDemo } from "./demo/seed.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { nativePath, toMounts } from "./dialects/mounts.ts";
import { mountDocuments } from "./documents/index.ts";
import { AudienceResolver } from "./events/audience.ts";
import { Connections } from "./events/connections.ts";
import { Lookups } from "./events/lookups.ts";
import { Outbox } from "./events/outbox.ts";
import { Publisher } from "./events/publish.ts";
import { Files } from "./features/attachments/index.ts";
import { LoginAttempts, Sessions, TokenVerifier } from "./features/auth/index.ts";
import { DirectConversations } from "./features/conversations/index.ts";
import { PageCache, replay, SendQueue } from "./features/messages/index.ts";
import { PresenceRegistry } from "./features/presence/index.ts";
import { Previewer, PreviewReactor } from "./features/previews/index.ts";
import { ReceiptQueue } from "./features/receipts/index.ts";
import { Search } from "./features/search/index.ts";
import { TypingRegistry } from "./features/typing/index.ts";
import { Budgets } from "./guards/budgets.ts";
import { Health } from "./health.ts";
import { createLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { Outbound, type Resolve, resolveByDns } from "./outbound/index.ts";
import { mountHealth } from "./transport/health.ts";
import { httpCloser } from "./transport/httpCloser.ts";
import { createRest } from "./transport/rest.ts";
import { createSockets } from "./transport/socket.ts";
import { mountWeb } from "./transport/web.ts";

export { dispatch } from "./dispatch.ts";
export { signHostToken } from "./features/auth/index.ts";

/** What tests and hosts that embed the server may replace. */
export type Ports = { clock: Clock; log: Logger; resolve: Resolve; dialects: readonly Dialect[] };

export type ParleyServer = {
  app: App;
  /** Every REST route is mounted here. */
  http: FastifyInstance;
  /** Listens; resolves to the address, e.g. `http://localhost:4000`. */
  listen(): Promise<string>;
  /** Not ready from here on; sockets are told to leave and when to come back. Resolves when they have left, or after some seconds. */
  drain(): Promise<void>;
  /** Finishes what was begun and lets go of everything. */
  stop(): Promise<void>;
};

/** The composition root: builds the rooms and wires them. It holds no logic. */
export async function createServer(config: Config, ports: Partial<Ports> = {}): Promise<ParleyServer> {
  const clock = ports.clock ?? systemClock;
  const log = ports.log ?? createLog({ level: config.logLevel });

  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({
          dataDir: join(config.dataDir, "postgres"),
          onTrouble: (err) => log.error({ err }, "The embedded PostgreSQL is in trouble"),
          onRestart: () => log.warn("The embedded PostgreSQL answers again"),
        })
      : null;
  const connection = embedded?.connection ?? { connectionString: config.databaseUrl ?? "" };
  const pool = createPool({ ...connection, max: config.databasePool });
  const db = createDatabase(pool);
  const migrated = await migrateDatabase(connection);
  log.info({ database: embedded === null ? "DATABASE_URL" : "embedded", migrated }, "Database connected");

  const lookups = new Lookups(pool, log);
  const connections = new Connections({ lookups, clock });
  const outbound = new Outbound({ allow: config.outboundAllow, resolve: ports.resolve ?? resolveByDns });
  const publisher = new Publisher(new AudienceResolver(pool), connections, log);
  const app: App = {
    config,
    clock,
    log,
    budgets: new Budgets(config.rateLimits),
    health: new Health(pool),
    metrics: new Metrics({ pool, connections, process: config.metricsToken !== null }),
    db,
    pool,
    publisher,
    connections,
    outbox: new Outbox(pool, publisher, log),
    sessions: new Sessions({ db, verifier: new TokenVerifier(config, clock), connections, publisher }),
    loginAttempts: new LoginAttempts(clock),
    directs: new DirectConversations(pool),
    sendQueue: new SendQueue(createPool({ ...connection, max: SendQueue.connections })),
    pages: new PageCache(publisher),
    files: new Files({ config, clock, log, db }),
    receiptQueue: new ReceiptQueue(pool, publisher),
    search: new Search(createPool({ ...connection, max: Search.connections, statementTimeoutMs: Search.statementTimeoutMs }), publisher, log),
    typing: new TypingRegistry(publisher),
    presence: new PresenceRegistry({ pool, publisher, connections, clock, log }),
    outbound,
    previewer: new Previewer({ outbound, clock, publicUrl: config.publicUrl }),
  };
  if (config.demo) await patiently(connection, (patient) => seedDemo({ db: patient, clock, log }));

  publisher.on("user.updated", ({ id }) => lookups.forget(id));
  const mounts = toMounts(ports.dialects ?? dialects, config.rootDialect);
  const http = await createRest(app, mounts);
  await mountDocuments(http, config.rootDialect === "native" ? "" : nativePath);
  mountHealth(http, app);
  const closeHttp = httpCloser(http);
  const webApp = await mountWeb(http, mounts);
  const sockets = createSockets(app, http.server, mounts);
  const previews = new PreviewReactor(app);
  // Before the outbox, which may hold messages that nobody has looked at.
  if (config.linkPreviews) previews.start();
  await app.outbox.start(replay(app));
  await app.sendQueue.start();
  if (config.searchIndexer) app.search.indexer.start();
  app.files.sweeper.start();
  const answering = Object.fromEntries(mounts.map(({ prefix, dialect }) => [prefix || "/", dialect.name]));
  log.info({ webApp, dialects: answering }, "Routes and Socket.IO mounted");

  return {
    app,
    http,
    listen: async () => {
      await http.listen({ port: config.port, host: config.host });
      const address = http.server.address();
      const port = typeof address === "object" && address !== null ? address.port : config.port;
      return config.publicUrl ?? `http://localhost:${port}`;
    },
    drain: async () => {
      app.health.drain();
      await sockets.drain();
    },
    stop: async () => {
      app.health.drain();
      await closeHttp(async () => {
        await sockets.stop();
        await http.close();
      });
      await app.sendQueue.stop();
      await previews.stop();
      await app.files.stop();
      await app.receiptQueue.drain();
      await app.search.stop();
      app.typing.close();
      await app.presence.close();
      await app.publisher.drain();
      await app.outbox.stop();
      await db.destroy();
      await embedded?.stop();
    },
  };
}
