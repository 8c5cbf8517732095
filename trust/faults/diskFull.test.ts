import { randomBytes } from "node:crypto";
import { limits } from "@parley/protocol";
import { type ServerProcess, startPostgres, startServerProcess, type TestPostgres, waitFor } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFull } from "../src/scale.ts";
import { request } from "./clients.ts";
import { expectNothingLost, type Load, startLoad } from "./load.ts";
import { isAlive } from "./postgresProcesses.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "./smallDisk.ts";

describe.runIf(canMount)("F9 PostgreSQL's disk is full (skipped where nobody may mount one)", () => {
  let disk: SmallDisk;
  let postgres: TestPostgres;
  let server: ServerProcess;
  let pool: pg.Pool;
  let load: Load;

  beforeAll(async () => {
    disk = mountSmallDisk(256);
    // No segments of the log are kept in reserve, so that the disk is as full as it looks.
    postgres = await startPostgres({ dataDir: disk.path, settings: { min_wal_size: "32MB", max_wal_size: "32MB" } });
    server = await startServerProcess({ databaseUrl: postgres.url, env: { LOG_LEVEL: "info" } });
    pool = new pg.Pool({ connectionString: postgres.url });
    pool.on("error", () => {});
    load = await startLoad(server);
  });
  afterAll(async () => {
    disk.free();
    await server.stop();
    await pool.end();
    await postgres.stop();
    disk.remove();
  });

  async function expectReadable(): Promise<void> {
    for (const path of ["/conversations", `/conversations/${load.conversationId}/messages`, "/users/me"])
      expect([path, (await request(server, "ada", "GET", path)).status]).toEqual([path, 200]);
  }

  async function expectToGoOn(): Promise<void> {
    const before = load.acknowledged.size;
    disk.free();
    await waitFor("the load to go on by itself", () => load.acknowledged.size > before + 20);
    expect(load.closed).toEqual([]);
  }

  test("F9 I20 what would be written is refused, what is there can be read, and with space all goes on without a restart", async () => {
    const [postmaster, pid] = [await postgres.pid(), server.pid()];
    await waitFor("the load to be refused", () => {
      disk.fill();
      return load.count("unavailable") > 10;
    });
    await expectReadable();
    await expectToGoOn();
    expect([await postgres.pid(), server.pid()]).toEqual([postmaster, pid]);
  });

  test.runIf(isFull)("F9 I22 PostgreSQL itself ends when its log has no space; started again with space, all goes on", async () => {
    const [postmaster, pid] = [await postgres.pid(), server.pid()];
    // Room for rows, none for the next segment of the log.
    disk.fill(8 * 2 ** 20);
    const before = load.count("unavailable");
    await waitFor(
      "PostgreSQL to end",
      async () => {
        const text = randomBytes(limits.messageText / 2).toString("hex");
        await Promise.all(Array.from({ length: 20 }, () => request(server, "ada", "POST", `/conversations/${load.conversationId}/messages`, { text })));
        return !isAlive(postmaster);
      },
      60_000,
    );
    expect(load.count("unavailable")).toBeGreaterThan(before);
    disk.free();
    await postgres.start();
    await expectToGoOn();
    expect(server.pid()).toBe(pid);
  });

  test("F9 I1 I2 I3 I4 nothing that was acknowledged is lost, nothing is there twice, and no answer was an error of ours", async () => {
    await load.stop();
    expect([...load.answers.keys()].sort()).toEqual(["ok", "unavailable"]);
    await expectNothingLost(pool, load);
    expect(server.output()).not.toContain("failed unexpectedly");
  });
});
