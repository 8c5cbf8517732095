import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

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

export type PoolOptions = pg.PoolConfig & { max: number };

export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5000,
    // A connection that is kept has its statements prepared.
    idleTimeoutMillis: 0,
    ...options,
    types,
    options: "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000",
  });
  // An idle connection that breaks (a PostgreSQL restart) must not end the process; the pool replaces it.
  pool.on("error", () => {});
  return pool;
}

export function createDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
