import { randomBytes } from "node:crypto";
import pg from "pg";

export const connectionVariable = "PARLEY_TEST_POSTGRES";
export const templateName = "parley_template";

export type Connection = { host: string; port: number; user: string; database: string };

/** A database of one's own, copied from the migrated template in about a third of a second; `template1` gives one without tables. */
export async function createTestDatabase(template = templateName): Promise<{ url: string; connection: Connection; drop(): Promise<void> }> {
  const text = process.env[connectionVariable];
  if (text === undefined) throw new Error("Tests that need PostgreSQL run under vitest with the testkit's global set-up");
  const server = JSON.parse(text) as Connection;
  const database = `test_${randomBytes(6).toString("hex")}`;
  await admin(server, `create database ${database} template ${template}`);
  const connection = { ...server, database };
  return {
    connection,
    url: `postgres://${server.user}@localhost:${server.port}/${database}?host=${encodeURIComponent(server.host)}`,
    drop: async () => {
      await untilUnused(server, database);
      await admin(server, `drop database if exists ${database} with (force)`);
    },
  };
}

/** Connections that are closing may still be there for a moment; ended by force meanwhile they would throw where nobody listens. */
async function untilUnused(server: Connection, database: string): Promise<void> {
  const isUsed = "select from pg_stat_activity where datname = $1";
  for (let look = 0; look < 100 && (await admin(server, isUsed, [database])) > 0; look += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Gives the number of rows. */
async function admin(server: Connection, statement: string, values: string[] = []): Promise<number> {
  const client = new pg.Client({ ...server, database: "postgres" });
  await client.connect();
  try {
    return (await client.query(statement, values)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
