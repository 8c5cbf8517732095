import { readdirSync, readFileSync, rmSync } from "node:fs";
import pg from "pg";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isAlive, query, serverPid, settings, until } from "./embedded.fixture.ts";
import { expectAnswer, expectNothingLeft, killServer, makePlaces, parentOf, startKept } from "./embeddedRestart.fixture.ts";
import { keepRunning } from "./embeddedRestart.ts";
import { beginUse } from "./embeddedUse.ts";
import { choosePostgresUser } from "./embeddedUser.ts";

describe("an embedded server that is gone while it is in use", { timeout: 60_000 }, () => {
  test.each(["SIGKILL", "SIGQUIT", "SIGINT"] as const)("F3 I22 comes back after %s, for a pool that knows nothing of it", async (signal) => {
    const { server, told, ...places } = await startKept();
    const pool = new pg.Pool(server.connection);
    pool.on("error", () => {});
    onTestFinished(() => pool.end());
    await pool.query("create table kept as select 42 as answer");
    const pid = await killServer(places.dataDir, signal);

    await vi.waitFor(async () => expect((await pool.query("select answer from kept")).rows).toEqual([{ answer: 42 }]), until);
    await vi.waitFor(() => expect(told.at(-1)).toBe("restarted"), until);
    expect(told[0]).toBe(`The embedded PostgreSQL on ${places.dataDir} (process ${pid}) is gone; starting it again.`);
    await server.stop();
    await expectNothingLeft(places);
  });

  test("F3 I1 comes back after kill upon kill, with every row that was acknowledged", async () => {
    const { server, told, ...places } = await startKept({ settings: {} });
    await query(server, "create table numbers (n int)");
    const acknowledged: unknown[][] = [];
    for (let kill = 0; kill < 4; kill++) {
      await expectAnswer(server, `insert into numbers values (${kill}) returning n`, [[kill]]);
      acknowledged.push([kill]);
      await killServer(places.dataDir);
    }
    await expectAnswer(server, "select distinct n from numbers order by n", acknowledged);
    await vi.waitFor(() => expect(told.filter((text) => text === "restarted")).toHaveLength(4), until);
    // Of the first launch the directory with the link is left, and who removes it; of those between, nothing.
    await vi.waitFor(() => expect(readdirSync(places.sockets)).toHaveLength(2), until);
    await server.stop();
    await expectNothingLeft(places);
  });

  test("F3 comes back when its supervisor was killed with it, and its socket's directory tidied away", async () => {
    const { server, told, ...places } = await startKept();
    const pid = serverPid(places.dataDir);
    const supervisor = parentOf(pid);
    const watchers = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8").trim().split(" ").map(Number);
    for (const each of [supervisor, ...watchers]) process.kill(each, "SIGKILL");
    rmSync(server.connection.host, { recursive: true });
    await expectAnswer(server);
    await vi.waitFor(() => expect(told).toContain("restarted"), until);
    await server.stop();
    await expectNothingLeft(places);
  });

  test("F3 comes back after SIGTERM too, for which alone it would wait as long as a pool keeps its connections", async () => {
    const { dataDir, ...places } = await makePlaces();
    const description = { dataDir, database: "parley", settings, user: await choosePostgresUser(dataDir) };
    const use = await beginUse(description, { create: true, signal: AbortSignal.timeout(20_000) });
    const stop = keepRunning(description, use, { drainMs: 2000 });
    const client = new pg.Client(use.connection);
    client.on("error", () => {});
    const cut = new Promise<number>((resolve) => client.once("end", () => resolve(performance.now())));
    await client.connect();
    const pid = serverPid(dataDir);
    const toldAt = performance.now();
    process.kill(pid, "SIGTERM");
    await vi.waitFor(() => expect(query(use, "select 1")).rejects.toThrow("the database system is shutting down"), until);
    await expectAnswer(use);
    expect((await cut) - toldAt).toBeGreaterThan(2000);
    expect(isAlive(pid)).toBe(false);
    await stop();
    await expectNothingLeft({ dataDir, ...places });
  });

  test("stays gone if that is wanted", async () => {
    const left = await startKept({ restarts: false });
    const kept = await startKept();
    await killServer(left.dataDir);
    await killServer(kept.dataDir);
    await vi.waitFor(() => expect(kept.told).toContain("restarted"), until);
    await expect(query(left.server, "select 1")).rejects.toThrow();
    expect(left.told).toEqual([]);
  });
});
