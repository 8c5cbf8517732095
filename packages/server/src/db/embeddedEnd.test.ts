import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { serverPid, start, startElsewhere, until } from "./embedded.fixture.ts";
import { findPostmaster } from "./embeddedPostmaster.ts";
import { expectAnswer, expectNothingLeft, killServer, makePlaces, startKept } from "./embeddedRestart.fixture.ts";

describe("the end of an embedded server that is kept running", { timeout: 60_000 }, () => {
  test.each(["it is gone", "its successor has a socket directory", "its successor has a pid file", "its successor answers"])(
    "F3 I22 stop leaves nothing behind at the moment when %s",
    async (moment) => {
      const { server, told, ...places } = await startKept();
      const pid = await killServer(places.dataDir);
      const hasCome = {
        "it is gone": () => told.length > 0,
        "its successor has a socket directory": () => readdirSync(places.sockets).length > 1,
        "its successor has a pid file": () => ![0, pid].includes(serverPid(places.dataDir)),
        "its successor answers": () => told.includes("restarted"),
      }[moment];
      await vi.waitFor(() => expect(hasCome?.()).toBe(true), { ...until, interval: 1 });
      await server.stop();
      expect(findPostmaster(places.dataDir)).toBeUndefined();
      await expectNothingLeft(places);
      expect((await start({ dataDir: places.dataDir })).adopted).toBe(false);
    },
  );

  test("I22 kill -9 of its user leaves nothing behind either, before the restart and after it", async () => {
    const places = await makePlaces();
    for (const moment of ["before", "after"]) {
      const user = startElsewhere({ dataDir: places.dataDir });
      const server = await user.answer;
      if (moment === "before") user.process.kill("SIGSTOP");
      await killServer(places.dataDir);
      if (moment === "after") await expectAnswer(server);
      user.process.kill("SIGKILL");
      await expectNothingLeft(places);
    }
  });

  test("is not missed by who stops it", async () => {
    const { server, told, ...places } = await startKept();
    const other = startElsewhere({ dataDir: places.dataDir });
    await other.answer;
    await other.stop();
    await server.stop();
    await expectNothingLeft(places);
    expect(told).toEqual([]);
  });
});
