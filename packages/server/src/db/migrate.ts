import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import * as initial from "./migrations/001_initial.ts";
import { createDatabase, createPool } from "./pool.ts";
import type { Database } from "./schema.ts";

/** In order. Names never change once released. */
const migrations: Record<string, Migration> = { "001_initial": initial };

/**
 * Brings the schema up to date. Kysely takes a lock in the database, so two
 * nodes that boot together run it once, and every migration is a transaction,
 * so an interrupted one leaves nothing behind.
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** The same for a database that nobody has opened yet. */
export async function migrateDatabase(connection: { host: string; port: number; user: string; database: string }): Promise<void> {
  const db = createDatabase(createPool({ ...connection, max: 1 }));
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}
