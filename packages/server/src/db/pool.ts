import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";
import { watchPool } from "./watchPool.ts";

const int8 = 20;
const timestamptz = 1184;

/**
 * Values as the contract has them, parsed once, here: bigint becomes a number
 * (seq and rev stay far below 2^53) and timestamptz becomes ISO text, because
 * nothing in Parley computes with message times and building Dates for a
 * history page costs more than reading it.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === int8) return Number;
    if (oid === timestamptz) return toIso;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** `2026-11-20 10:54:54.12+00` → `2026-11-20T10:54:54.120Z`. Sessions run in UTC. */
export function toIso(text: string): string {
  if (text === "infinity") return text;
  const zone = text.length - 3;
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, Math.min(zone, 23)).padEnd(3, "0")}Z`;
}

export type PoolOptions = pg.PoolConfig & { max: number; statementTimeoutMs?: number };

const session = "-c timezone=UTC -c plan_cache_mode=force_generic_plan";

/**
 * Connections for requests, which are answered within about five seconds
 * whatever happens to the database: four to get a connection, four for a
 * statement, by PostgreSQL's own clock, and where that has stopped, see watchPool.
 */
export function createPool({ statementTimeoutMs = 4000, ...options }: PoolOptions): pg.Pool {
  const pool = open({
    connectionTimeoutMillis: 4000,
    // Tells an import that a server is using the database (import/target.ts).
    application_name: "parley",
    ...options,
    options: `${session} -c statement_timeout=${statementTimeoutMs} -c idle_in_transaction_session_timeout=5000`,
  });
  watchPool(pool);
  return pool;
}

/** Opens a connection without limits for `work`, which nobody waits for: migrations, the demo's people. */
export async function patiently<Result>(connection: pg.PoolConfig, work: (db: Kysely<Database>) => Promise<Result>): Promise<Result> {
  const db = createDatabase(open({ connectionTimeoutMillis: 5000, ...connection, max: 1, options: session }));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

function open(options: PoolOptions): pg.Pool {
  // A connection that is kept has its statements prepared.
  const pool = new pg.Pool({ idleTimeoutMillis: 0, ...options, types });
  // A connection that breaks (a PostgreSQL restart) must not end the process, neither an idle one nor, between its queries, one
  // in use: nobody else listens to that. The pool replaces it.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

export function createDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
