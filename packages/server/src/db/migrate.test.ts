import { createTestDatabase, startTestServer } from "@parley/testkit";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase } from "./migrate.ts";

async function emptyDatabase() {
  const database = await createTestDatabase("template1");
  onTestFinished(() => database.drop());
  return database;
}

async function connect(connection: pg.ClientConfig) {
  const client = new pg.Client(connection);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test("F25 four nodes that migrate together do it once, and all find it done", async () => {
  const { connection } = await emptyDatabase();
  const done = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(connection)));
  expect(done.flat()).toEqual(["001_initial", "002_attachments"]);
  expect(await migrateDatabase(connection)).toEqual([]);
  const client = await connect(connection);
  expect((await client.query("select * from messages")).rows).toEqual([]);
});

test("F25 two nodes that boot together on an empty database both serve", async () => {
  const { url } = await emptyDatabase();
  const nodes = await Promise.all(
    [1, 2].map(() => startTestServer({ DATABASE_URL: url, JWT_SECRET: "a secret that both of the nodes know well", DEMO: "on" })),
  );
  try {
    const names = await Promise.all(nodes.map(async (node) => (await node.as("demo-asha").call("conversations.list", {})).conversations.length));
    expect(names[0]).toBeGreaterThan(0);
    expect(names[1]).toBe(names[0]);
  } finally {
    for (const node of nodes) await node.stop();
  }
});

test("I22 a migration that is interrupted leaves nothing behind, and the next start does it", async () => {
  const { connection } = await emptyDatabase();
  const client = await connect(connection);
  // In the way of the last statements of the first migration.
  await client.query("create table outbox (in_the_way boolean)");
  await expect(migrateDatabase(connection)).rejects.toThrow("already exists");
  const tables = "select table_name from information_schema.tables where table_schema = 'public' and table_name not like 'kysely%'";
  expect((await client.query(tables)).rows).toEqual([{ table_name: "outbox" }]);
  await client.query("drop table outbox");
  expect(await migrateDatabase(connection)).toEqual(["001_initial", "002_attachments"]);
});
