import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { serverPid, settings, start, until } from "./embedded.fixture.ts";
import { startEmbeddedPostgres } from "./embedded.ts";
import { expectAnswer, expectNothingLeft, killServer, makePlaces, startKept } from "./embeddedRestart.fixture.ts";

describe("a cluster that is lost or damaged", { timeout: 60_000 }, () => {
  async function makeCluster() {
    const places = await makePlaces();
    await (await start({ dataDir: places.dataDir, settings })).stop();
    return places;
  }

  test("F10 a start refuses a damaged one, says so, and leaves it as it is", async () => {
    const places = await makeCluster();
    const control = join(places.dataDir, "global/pg_control");
    writeFileSync(control, Buffer.alloc(8192, 7));
    const files = readdirSync(places.dataDir).sort();
    await expect(startEmbeddedPostgres({ dataDir: places.dataDir })).rejects.toThrow(/did not start[\s\S]*FATAL:/);
    expect(readdirSync(places.dataDir).sort()).toEqual(files);
    expect(readFileSync(control)).toEqual(Buffer.alloc(8192, 7));
    await expectNothingLeft(places);
  });

  test("F10 a start makes no new one over what is left of an old one", async () => {
    const places = await makeCluster();
    rmSync(join(places.dataDir, "PG_VERSION"));
    await expect(startEmbeddedPostgres({ dataDir: places.dataDir })).rejects.toThrow("holds files but no PostgreSQL cluster");
    expect(existsSync(join(places.dataDir, "base"))).toBe(true);
    await expectNothingLeft(places);
  });

  test("F10 a start refuses one that it may not write to", async () => {
    const places = await makeCluster();
    chmodSync(places.dataDir, 0o500);
    onTestFinished(() => chmodSync(places.dataDir, 0o700));
    await expect(startEmbeddedPostgres({ dataDir: places.dataDir })).rejects.toThrow(/did not start[\s\S]*Permission denied/);
    await expectNothingLeft(places);
  });

  test("F10 F3 a restart never replaces one that has vanished, and works again when it is back", async () => {
    const { server, told, ...places } = await startKept();
    const moved = `${places.dataDir}.moved`;
    onTestFinished(() => rmSync(moved, { recursive: true, force: true }));
    const pid = serverPid(places.dataDir);
    renameSync(places.dataDir, moved);
    process.kill(pid, "SIGKILL");
    const lost = `The PostgreSQL cluster in ${places.dataDir} is gone, and no new one is made in its place: put it back, or restart Parley on a backup.`;
    await vi.waitFor(() => expect(told.slice(1, 4)).toEqual([lost, lost, lost]), until);
    expect(existsSync(places.dataDir)).toBe(false);

    renameSync(moved, places.dataDir);
    await expectAnswer(server);
    await server.stop();
    await expectNothingLeft(places);
  });

  test("F10 F3 a restart leaves a damaged one as it is, works again when it is mended, and can be stopped", async () => {
    const { server, told, ...places } = await startKept();
    const control = join(places.dataDir, "global/pg_control");
    const whole = readFileSync(control);
    const damage = async () => {
      writeFileSync(control, Buffer.alloc(8192, 7));
      await killServer(places.dataDir);
      await vi.waitFor(() => expect(told.filter((text) => /did not start[\s\S]*FATAL:/.test(text)).length).toBeGreaterThan(1), until);
      expect(readFileSync(control)).toEqual(Buffer.alloc(8192, 7));
      // What failed attempts have made is gone with them.
      await vi.waitFor(() => expect(readdirSync(places.sockets)).toEqual([server.connection.host.split("/").at(-1)]), until);
    };
    await damage();
    writeFileSync(control, whole);
    await expectAnswer(server);
    await vi.waitFor(() => expect(told.at(-1)).toBe("restarted"), until);

    told.length = 0;
    rmSync(control);
    await killServer(places.dataDir);
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(2), until);
    await server.stop();
    await expectNothingLeft(places);
  });
});
