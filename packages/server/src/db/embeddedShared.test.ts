import { describe, expect, test, vi } from "vitest";
import { isAlive, serverPid, start, startElsewhere, until } from "./embedded.fixture.ts";
import { findPostmaster } from "./embeddedPostmaster.ts";
import { expectAnswer, expectNothingLeft, killServer, makePlaces, startKept } from "./embeddedRestart.fixture.ts";

describe("an embedded server that is gone while several processes use it", { timeout: 60_000 }, () => {
  test("F3 comes back once, for all of them, and then for who is left", async () => {
    const places = await makePlaces();
    const first = startElsewhere({ dataDir: places.dataDir });
    const launched = await first.answer;
    const second = startElsewhere({ dataDir: places.dataDir });
    let restarts = 0;
    const server = await start({ dataDir: places.dataDir, onRestart: () => (restarts += 1) });
    expect([(await second.answer).connection, server.connection]).toEqual([launched.connection, launched.connection]);
    for (let kill = 1; kill <= 3; kill++) {
      await killServer(places.dataDir);
      // Whoever is first leads all of them to it; only when this one has joined it does it no longer end with the others.
      await vi.waitFor(() => expect(restarts).toBe(kill), until);
      await expectAnswer(server);
    }
    first.process.kill("SIGKILL");
    await second.stop();
    await killServer(places.dataDir);
    await expectAnswer(server);
    await server.stop();
    await expectNothingLeft(places);
  });

  test("F3 is followed to the one that a newcomer has launched meanwhile", async () => {
    const places = await makePlaces();
    const first = startElsewhere({ dataDir: places.dataDir });
    const old = await first.answer;
    first.process.kill("SIGSTOP");
    await killServer(places.dataDir);
    const newcomer = await start({ dataDir: places.dataDir });
    expect(newcomer.connection.host).not.toBe(old.connection.host);
    const pid = serverPid(places.dataDir);

    first.process.kill("SIGCONT");
    await expectAnswer(old);
    await newcomer.stop();
    expect(isAlive(pid)).toBe(true);
    await expectAnswer(old);
    await first.stop();
    await expectNothingLeft(places);
  });

  test("F3 comes back for one process while the other stops", async () => {
    const { server, told, ...places } = await startKept();
    const other = startElsewhere({ dataDir: places.dataDir });
    const shared = await other.answer;
    await killServer(places.dataDir);
    await vi.waitFor(() => expect(told).not.toEqual([]), until);
    await server.stop();
    await expectAnswer(shared);
    await other.stop();
    expect(findPostmaster(places.dataDir)).toBeUndefined();
    await expectNothingLeft(places);
  });
});
