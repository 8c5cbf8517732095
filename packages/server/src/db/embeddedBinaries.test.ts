import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { copyCheckout, expectGone, isRoot, linksOf, makeDirectory, nativeOf, query, serverPid, settings, start, startElsewhere } from "./embedded.fixture.ts";
import { startEmbeddedPostgres } from "./embedded.ts";

const nobody = 65534;

describe("startEmbeddedPostgres, in places and as users that make it hard", { timeout: 30_000 }, () => {
  test("re-creates missing library links", async () => {
    const checkout = await copyCheckout();
    const links = linksOf(nativeOf(checkout));
    for (const link of links) rmSync(link);
    const other = startElsewhere({ dataDir: join(checkout, "../data/postgres"), settings }, { checkout });
    expect(await query(await other.answer, "select 1")).toEqual([[1]]);
    expect(links.every((link) => existsSync(link))).toBe(true);
    await other.stop();
  });

  test("asks for DATABASE_URL in one line where there are no programs", async () => {
    const checkout = await copyCheckout();
    rmSync(dirname(nativeOf(checkout)), { recursive: true });
    const { answer } = startElsewhere({ dataDir: join(checkout, "../data/postgres") }, { checkout });
    await expect(answer).rejects.toThrow(/^No embedded PostgreSQL for \S+ .*set DATABASE_URL.*$/);
  });

  test("asks for DATABASE_URL in one line where the system's C library cannot load the programs", async () => {
    const checkout = await copyCheckout();
    const postgres = join(nativeOf(checkout), "bin/postgres");
    // What musl lacks is the loader that is named in the program.
    writeFileSync(postgres, readFileSync(postgres, "latin1").replace("/ld-linux", "/ld-other"), "latin1");
    const { answer } = startElsewhere({ dataDir: join(checkout, "../data/postgres") }, { checkout });
    await expect(answer).rejects.toThrow(/^No embedded PostgreSQL for \S+ .*set DATABASE_URL.*$/);
  });

  test.runIf(isRoot)("root runs PostgreSQL as an ordinary user, and later as the owner of the cluster", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    await (await start({ dataDir, settings })).stop();
    const server = await start({ dataDir, settings });
    const owner = statSync(dataDir).uid;
    expect(owner).not.toBe(0);
    expect(statSync(`/proc/${serverPid(dataDir)}`).uid).toBe(owner);
    expect(statSync(server.connection.host).uid).toBe(owner);
  });

  test.runIf(isRoot)("an ordinary user starts it from packages that are not its own, even when links are missing", async () => {
    const checkout = await copyCheckout();
    const links = linksOf(nativeOf(checkout));
    for (const link of links) rmSync(link);
    const parent = await makeDirectory(0o755, nobody);
    const other = startElsewhere({ dataDir: join(parent, "data/postgres"), settings }, { checkout, uid: nobody });
    expect(await query(await other.answer, "select 1")).toEqual([[1]]);
    expect(statSync(join(parent, "data/postgres")).uid).toBe(nobody);
    expect(links.some((link) => existsSync(link))).toBe(false);
    await other.stop();

    // The root of the same machine joins in without changing the owner.
    const server = await start({ dataDir: join(parent, "data/postgres"), settings });
    expect(await query(server, "select 1")).toEqual([[1]]);
    expect(statSync(`/proc/${serverPid(join(parent, "data/postgres"))}`).uid).toBe(nobody);
  });

  test.runIf(isRoot)("root starts it in a checkout that is closed to everyone else", async () => {
    if (!existsSync("/var/lib/parley")) onTestFinished(() => rmSync("/var/lib/parley", { recursive: true, force: true }));
    const checkout = await copyCheckout(0o700);
    const dataDir = join(checkout, "../data/postgres");
    const killed = startElsewhere({ dataDir, settings }, { checkout });
    const server = await killed.answer;
    await query(server, "create table kept as select 42 as answer");
    expect(statSync(join(checkout, "..")).mode & 0o777).toBe(0o700);
    const pid = serverPid(dataDir);
    killed.process.kill("SIGKILL");
    await expectGone(pid, server);

    const next = startElsewhere({ dataDir, settings }, { checkout });
    expect(await query(await next.answer, "select answer from kept")).toEqual([[42]]);
    await next.stop();
  });

  test.runIf(isRoot)("a cluster that belongs to root is refused in one line", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, "PG_VERSION"), "18\n");
    await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(/^.* belongs to root, .*chown.*$/);
  });
});
