import { type Migration, Migrator } from "kysely/migration";
import type pg from "pg";
import * as initial from "./migrations/001_initial.ts";
import * as attachments from "./migrations/002_attachments.ts";
import { patiently } from "./pool.ts";

/** In order. Names never change once released. */
const migrations: Record<string, Migration> = { "001_initial": initial, "002_attachments": attachments };

/**
 * Brings the schema up to date. Kysely takes a lock in the database, so two
 * nodes that boot together run it once, and every migration is a transaction,
 * so an interrupted one leaves nothing behind. Nothing limits the time: a
 * migration may take minutes, and so does waiting for another node's.
 */
export function migrateDatabase(connection: pg.PoolConfig): Promise<string[]> {
  return patiently(connection, async (db) => {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}
