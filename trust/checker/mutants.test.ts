import { fileURLToPath } from "node:url";
import { createTestDatabase, type ServerProcess, startServerProcess } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { saw } from "../src/saw.ts";
import { isFull, scaled, seed } from "../src/scale.ts";
import { type Breakage, breakages } from "./breakages.ts";
import { killServer } from "./kills.ts";
import { type Report, run } from "./run.ts";

const brokenServer = fileURLToPath(new URL("brokenServer.ts", import.meta.url));
// Seconds on a machine of one's own; a busy one may take a minute and more.
const testMs = scaled(300_000, 900_000);

/** The smoke takes the four that matter most. */
const smoke = ["ack before commit", "no unique key", "membership unchecked on edit", "seq outside the lock"];
const chosen = Object.entries<Breakage>(breakages).filter(([name]) => isFull || smoke.includes(name));

/** The same load and the same kills for the product and for each of its mutants. */
async function judge(start: (databaseUrl: string) => Promise<ServerProcess>, healMs?: number): Promise<Report & { output: string; kills: number }> {
  const kills = scaled(1, 3);
  const database = await createTestDatabase();
  const server = await start(database.url);
  try {
    const trouble = (crowd: Parameters<typeof killServer>[0]) => killServer(crowd, server, kills, seed);
    const report = await run({ target: server, databaseUrl: database.url, seed, trouble, ...(healMs !== undefined && { healMs }) });
    return { ...report, output: server.output(), kills };
  } finally {
    await server.stop();
    await database.drop();
  }
}

describe.concurrent("the checker", { timeout: testMs }, () => {
  test(`finds nothing in the product (PARLEY_SEED=${seed})`, async ({ task }) => {
    const report = await judge((databaseUrl) => startServerProcess({ databaseUrl }));
    saw(task, report);
    expect(report.violations).toEqual([]);
  });

  for (const [name, { caughtBy }] of chosen) {
    test(`${caughtBy.join(" ")} catches a server with a fault: ${name} (PARLEY_SEED=${seed})`, async ({ task, expect }) => {
      // What it breaks stays broken: there is nothing to wait for.
      const report = await judge((databaseUrl) => startServerProcess({ databaseUrl, script: brokenServer, env: { PARLEY_BREAK: name } }), 1000);
      saw(task, report);
      expect(report.output, "the product's statements have changed: this breakage breaks nothing").toContain(`Broken: ${name}`);
      expect(report.violations.map(({ invariant }) => invariant)).toEqual(expect.arrayContaining(caughtBy));
    });
  }
});
