import { createTestDatabase, type ServerProcess, startServerProcess, waitFor } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../src/scale.ts";
import { newGroupOf } from "./clients.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let server: ServerProcess;

beforeAll(async () => {
  database = await createTestDatabase("template1");
  pool = new pg.Pool({ ...database.connection, max: 2 });
  server = await startServerProcess({ databaseUrl: database.url, env: { LOG_LEVEL: "info" } });
  await server.kill();
});
afterAll(async () => {
  await server.stop();
  await pool.end();
  await database.drop();
});

const tables = async (): Promise<string[]> =>
  (await pool.query("select table_name as name from information_schema.tables where table_schema = 'public' and table_name not like 'kysely%'")).rows.map(
    ({ name }) => name,
  );
const waitingSince = async (seconds: number): Promise<boolean> =>
  (
    await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event = 'advisory' and query_start < now() - make_interval(secs => $1)",
      [seconds],
    )
  ).rowCount === 1;

/** Empties the database, and has the migration wait for this connection when it has made this table. */
async function holdUp(table: string): Promise<pg.PoolClient> {
  await pool.query("drop schema public cascade");
  await pool.query("create schema public");
  await pool.query("create schema if not exists test");
  await pool.query(`create or replace function test.wait() returns event_trigger language plpgsql as $$ begin
    if exists (select 1 from pg_event_trigger_ddl_commands() where object_identity = 'public.${table}') then perform pg_advisory_xact_lock_shared(1); end if; end $$`);
  await pool.query("create event trigger wait on ddl_command_end execute function test.wait()");
  const holder = await pool.connect();
  await holder.query("select pg_advisory_lock(1)");
  return holder;
}

async function letGo(holder: pg.PoolClient): Promise<void> {
  await holder.query("select pg_advisory_unlock(1)");
  holder.release();
  await pool.query("drop event trigger wait");
}

test.each(["users", "outbox"])(
  "F1 I22 a server that dies in its migration, at the table %s, leaves nothing of it, and the next start does all of it",
  async (table) => {
    const holder = await holdUp(table);
    const start = server.start().catch((error: Error) => error.message);
    await waitFor("the migration to wait", () => waitingSince(0));
    await server.kill();
    expect(await start).toContain("did not start");
    await letGo(holder);
    const others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
    await waitFor("the migration's backend to be done", async () => (await pool.query(others)).rowCount === 0);
    expect(await tables()).toEqual([]);

    await server.start();
    expect(await newGroupOf(server, ["ada", "bob"])).toMatchObject({ lastSeq: 1 });
    await server.kill();
  },
);

test.runIf(isFull)("I22 a migration may take longer than any request", async () => {
  const holder = await holdUp("messages");
  const start = server.start();
  await waitFor("the migration to have taken its time", () => waitingSince(8), 20_000);
  await letGo(holder);
  await start;
  expect(await tables()).toContain("outbox");
});
