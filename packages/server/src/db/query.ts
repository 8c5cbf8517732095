import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import type pg from "pg";
import type { Database } from "./schema.ts";

/** A hand-written statement. Over the pool it is prepared once per connection, by its name. */
export type Statement = { name: string; text: string };
export type Query = <Row>(statement: Statement, values: unknown[]) => Promise<Row[]>;

export function queryOf(pool: pg.Pool): Query {
  return async <Row>(statement: Statement, values: unknown[]) => (await pool.query({ ...statement, values })).rows as Row[];
}

/** The same statements inside a transaction. */
export function queryIn(tx: Transaction<Database> | Kysely<Database>): Query {
  return async <Row>(statement: Statement, values: unknown[]) => (await tx.executeQuery<Row>(CompiledQuery.raw(statement.text, values))).rows;
}
