import { type Migration, Migrator } from "kysely/migration";
import type pg from "pg";
import * as initial from "./migrations/001_initial.ts";
import * as attachments from "./migrations/002_attachments.ts";
import * as search from "./migrations/003_search.ts";
import * as previews from "./migrations/004_previews.ts";
import * as searchFiles from "./migrations/005_search_files.ts";
import * as aliases from "./migrations/006_aliases.ts";
import { patiently } from "./pool.ts";

/** In order. Names never change once released. */
const migrations: Record<string, Migration> = {
  "001_initial": initial,
  "002_attachments": attachments,
  "003_search": search,
  "004_previews": previews,
  "005_search_files": searchFiles,
  "006_aliases": aliases,
};

/** For tests: all of them, in order. */
export const migrationNames = Object.keys(migrations);

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
    if (error !== undefined) throw explain(error);
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Without the right, or the package, that an extension needs: what its owner can do about it. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || !/extension/.test(error.message)) return error;
  return new Error(
    `Parley needs PostgreSQL's extension pg_trgm, and this role may not create it or it is not installed. Once, as the database's owner: CREATE EXTENSION pg_trgm (${error.message})`,
    { cause: error },
  );
}
