import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@parley/server/embedded";
import { migrateDatabase } from "@parley/server/migrate";
import { connectionVariable, templateName } from "./database.ts";

/**
 * One real PostgreSQL for the whole test run, with one migrated database that
 * every test file copies. fsync is off: tests do not cut the power, except the
 * ones about crashes, which start their own.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = join(tmpdir(), `parley-test-${process.pid}`);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    database: templateName,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  await migrateDatabase(postgres.connection);
  process.env[connectionVariable] = JSON.stringify(postgres.connection);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
