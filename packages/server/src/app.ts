import type { Kysely } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/schema.ts";
import type { Connections } from "./events/connections.ts";
import type { Outbox } from "./events/outbox.ts";
import type { Publisher } from "./events/publish.ts";
import type { Files } from "./features/attachments/index.ts";
import type { LoginAttempts, Sessions } from "./features/auth/index.ts";
import type { PageCache, SendQueue } from "./features/messages/index.ts";
import type { PresenceRegistry } from "./features/presence/index.ts";
import type { Previewer } from "./features/previews/index.ts";
import type { ReceiptQueue } from "./features/receipts/index.ts";
import type { Search } from "./features/search/index.ts";
import type { TypingRegistry } from "./features/typing/index.ts";
import type { Budgets } from "./guards/budgets.ts";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import type { Outbound } from "./outbound/index.ts";

/** What operations may use: the ports and the few things that live in memory. Built by server.ts, once. */
export type App = {
  config: Config;
  clock: Clock;
  log: Logger;
  budgets: Budgets;
  health: Health;
  metrics: Metrics;
  db: Kysely<Database>;
  /** For the hot statements, which are prepared by name. */
  pool: pg.Pool;
  publisher: Publisher;
  outbox: Outbox;
  connections: Connections;
  sessions: Sessions;
  loginAttempts: LoginAttempts;
  sendQueue: SendQueue;
  pages: PageCache;
  files: Files;
  receiptQueue: ReceiptQueue;
  search: Search;
  typing: TypingRegistry;
  presence: PresenceRegistry;
  outbound: Outbound;
  previewer: Previewer;
};
