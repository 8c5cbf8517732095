import { expectRefusal, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromDatabaseError } from "./constraints.ts";
import { toIso } from "./pool.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test.each([
  ["2026-11-20 10:54:54.12+00", "2026-11-20T10:54:54.120Z"],
  ["2026-11-20 10:54:54+00", "2026-11-20T10:54:54.000Z"],
  ["2026-11-20 10:54:54.123456+00", "2026-11-20T10:54:54.123Z"],
  ["0001-01-01 00:00:00.001+00", "0001-01-01T00:00:00.001Z"],
  ["infinity", "infinity"],
])("%s reads %s", (text, iso) => {
  expect(toIso(text)).toBe(iso);
});

test("every time that the contract knows comes back from PostgreSQL as JavaScript writes it", async () => {
  const time = fc.date({ min: new Date("0001-01-01T00:00:00.000Z"), max: new Date("9998-12-31T23:59:59.999Z"), noInvalidDate: true });
  await fc.assert(
    fc.asyncProperty(fc.array(time, { minLength: 100, maxLength: 100 }), async (times) => {
      const expected = times.map((each) => each.toISOString());
      const { rows } = await server.server.app.pool.query("select t::timestamptz(3) as t from unnest($1::text[]) with ordinality as x (t, i) order by i", [
        expected,
      ]);
      expect(rows.map(({ t }) => t)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test("bigints are numbers, and sessions run in UTC", async () => {
  const { rows } = await server.server.app.pool.query("select 9007199254740991::bigint as big, current_setting('timezone') as zone");
  expect(rows).toEqual([{ big: Number.MAX_SAFE_INTEGER, zone: "UTC" }]);
});

test("F3 I20 a connection that breaks between two statements of a transaction ends neither the process nor the pool", async () => {
  const { db, pool } = server.server.app;
  const broken = db.transaction().execute(async (tx) => {
    const { pid } = await tx.selectNoFrom((eb) => eb.fn<number>("pg_backend_pid").as("pid")).executeTakeFirstOrThrow();
    await server.pool.query("select pg_terminate_backend($1)", [pid]);
    await waitFor("the backend to end", async () => (await server.pool.query("select from pg_stat_activity where pid = $1", [pid])).rowCount === 0);
    // An error without a listener would end the process here: with nothing under way it is nobody's answer.
    await new Promise((resolve) => setImmediate(resolve));
    return tx.selectFrom("users").selectAll().execute();
  });
  await expectRefusal(
    broken.catch((error) => Promise.reject(fromDatabaseError(error))),
    "unavailable",
  );
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});
