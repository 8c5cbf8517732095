import { createTestDatabase, startPostgres, startServerProcess, startWire } from "@parley/testkit";
import { describe, test } from "vitest";
import { saw } from "../src/saw.ts";
import { scaled, seed } from "../src/scale.ts";
import { breakWire } from "./breakWire.ts";
import { killPostgres, killServer } from "./kills.ts";
import { run } from "./run.ts";

const invariants = "I1 I2 I3 I4 I5 I7 I8 I10 I11 I13 I14";
/** A fresh database after so many: a short history is checked faster, and tells more. */
const killsPerRound = 10;

function rounds(kills: number): { kills: number; roundSeed: number }[] {
  return Array.from({ length: Math.ceil(kills / killsPerRound) }, (_, round) => ({
    kills: Math.min(killsPerRound, kills - round * killsPerRound),
    roundSeed: seed + round,
  }));
}

describe.concurrent("under random faults", { timeout: scaled(300_000, 900_000) }, () => {
  test.for(rounds(scaled(3, 100)))(
    `F1 ${invariants} hold when the server is killed at random $kills times under load (PARLEY_SEED=$roundSeed)`,
    async ({ kills, roundSeed }, { task, expect }) => {
      const database = await createTestDatabase();
      const server = await startServerProcess({ databaseUrl: database.url });
      try {
        const report = await run({
          target: server,
          databaseUrl: database.url,
          seed: roundSeed,
          trouble: (crowd) => killServer(crowd, server, kills, roundSeed),
        });
        saw(task, { kills, ...report });
        expect(report.violations).toEqual([]);
      } finally {
        await server.stop();
        await database.drop();
      }
    },
  );

  test.for(rounds(scaled(2, 20)))(
    `F1 F3 ${invariants} hold when PostgreSQL is killed at random $kills times under load (PARLEY_SEED=$roundSeed)`,
    async ({ kills, roundSeed }, { task, expect }) => {
      const postgres = await startPostgres();
      const server = await startServerProcess({ databaseUrl: postgres.url });
      try {
        const report = await run({
          target: server,
          databaseUrl: postgres.url,
          seed: roundSeed,
          trouble: (crowd) => killPostgres(crowd, postgres, kills, roundSeed),
        });
        saw(task, { kills, ...report });
        expect(report.violations).toEqual([]);
      } finally {
        await server.stop();
        await postgres.stop();
      }
    },
  );

  test(`F13 ${invariants} hold on a line that breaks, loses and delays answers, over REST and sockets mixed (PARLEY_SEED=${seed})`, async ({
    task,
    expect,
  }) => {
    const database = await createTestDatabase();
    const server = await startServerProcess({ databaseUrl: database.url });
    const wire = await startWire(server.url);
    const breaks = scaled(6, 100);
    try {
      const report = await run({
        target: server,
        databaseUrl: database.url,
        seed,
        url: wire.url,
        timeoutMs: 500,
        trouble: (crowd) => breakWire(crowd, wire, breaks, seed),
      });
      saw(task, { breaks, ...report });
      expect(report.violations).toEqual([]);
    } finally {
      await wire.stop();
      await server.stop();
      await database.drop();
    }
  });
});
