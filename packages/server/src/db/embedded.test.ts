import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { expectGone, isAlive, isRoot, makeDirectory, query, serverPid, settings, start, startElsewhere, until } from "./embedded.fixture.ts";
import { startEmbeddedPostgres } from "./embedded.ts";

describe("startEmbeddedPostgres", { timeout: 30_000 }, () => {
  test("refuses a directory that holds something else", async () => {
    const dataDir = await makeDirectory();
    writeFileSync(join(dataDir, "letter.txt"), "mine");
    await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow("holds files but no PostgreSQL cluster");
    expect(readdirSync(dataDir)).toEqual(["letter.txt"]);
  });

  test("makes a durable database that knows all letters and has no network door", async () => {
    const server = await start({ dataDir: join(await makeDirectory(), "postgres"), database: "my chat" });
    await query(server, "create extension pg_trgm");
    const text = `select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('listen_addresses'),
      current_setting('timezone'), lower('ÄЖ'), cardinality(show_trgm('ЖУК')),
      current_database()`;
    expect(await query(server, text)).toEqual([["on", "on", "", "UTC", "äж", 4, "my chat"]]);
    expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
  });

  test("keeps the data; stop leaves no process and no socket", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const first = await start({ dataDir, settings });
    await query(first, "create table kept as select 42 as answer");
    const pid = serverPid(dataDir);
    await first.stop();
    await expectGone(pid, first);

    const second = await start({ dataDir, settings });
    expect(second.adopted).toBe(false);
    expect(await query(second, "select answer from kept")).toEqual([[42]]);
  });

  test("kill -9 of the process leaves no orphan, and the next start has the data", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const killed = startElsewhere({ dataDir });
    const server = await killed.answer;
    await query(server, "create table kept as select 42 as answer");
    const pid = serverPid(dataDir);
    killed.process.kill("SIGKILL");
    await expectGone(pid, server);
    expect(await query(await start({ dataDir }), "select answer from kept")).toEqual([[42]]);
    expect(readFileSync(`${dataDir}.log`, "utf8")).not.toContain("was not properly shut down");
  });

  test("a server that lost its supervisor too is stopped and replaced", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const killed = startElsewhere({ dataDir, settings });
    const server = await killed.answer;
    const pid = serverPid(dataDir);
    onTestFinished(() => rmSync(server.connection.host, { recursive: true, force: true }));
    const supervisor = Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const watcher = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8").trim().split(" ").map(Number);
    process.kill(supervisor, "SIGKILL");
    for (const child of watcher) if (child !== pid) process.kill(child, "SIGKILL");
    killed.process.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(killed.process.pid ?? 0)).toBe(false), until);
    expect(await query(server, "select 1")).toEqual([[1]]);

    expect((await start({ dataDir, settings })).adopted).toBe(false);
    expect(serverPid(dataDir)).not.toBe(pid);
  });

  test("a first start that was killed half-way hinders nothing and is swept", async () => {
    const parent = await makeDirectory();
    const interrupted = startElsewhere({ dataDir: join(parent, "postgres") });
    await vi.waitFor(() => expect(readdirSync(parent).some((name) => existsSync(join(parent, name, "base")))).toBe(true), until);
    expect(existsSync(join(parent, "postgres"))).toBe(false);
    interrupted.process.kill("SIGKILL");

    const server = await start({ dataDir: join(parent, "postgres"), settings });
    expect(await query(server, "select 1")).toEqual([[1]]);
    expect(readdirSync(parent).sort()).toEqual(["postgres", "postgres.log"]);
  });

  test("starts at once after a kill -9 of PostgreSQL itself", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const crashed = await start({ dataDir });
    await query(crashed, "create table kept as select 42 as answer");
    process.kill(serverPid(dataDir), "SIGKILL");
    expect(await query(await start({ dataDir }), "select answer from kept")).toEqual([[42]]);
  });

  test("is not misled by a pid file whose pid now belongs to another process", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    await (await start({ dataDir, settings })).stop();
    // PostgreSQL itself only believes in processes of its own user, so the stranger must be one.
    const { uid, gid } = statSync(dataDir);
    const stranger = spawn("sleep", ["60"], { cwd: "/", ...(isRoot && { uid, gid }) });
    onTestFinished(() => void stranger.kill());
    writeFileSync(join(dataDir, "postmaster.pid"), `${stranger.pid}\n${dataDir}\n1\n5432\n/tmp/parley-gone\n\n`);
    expect(await query(await start({ dataDir, settings }), "select 1")).toEqual([[1]]);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  });

  test("a second process adopts the server, and whoever stops last stops it", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const first = startElsewhere({ dataDir, settings });
    await first.answer;
    const second = await start({ dataDir, settings });
    const third = startElsewhere({ dataDir, settings });
    expect(second.adopted).toBe(true);
    expect((await third.answer).connection).toEqual(second.connection);
    const pid = serverPid(dataDir);

    await third.stop();
    expect(await query(second, "select 1")).toEqual([[1]]);
    first.process.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(first.process.pid ?? 0)).toBe(false), until);
    expect(await query(second, "select 1")).toEqual([[1]]);
    await second.stop();
    await expectGone(pid, second);
  });

  test("two first starts at the same moment share one server", async () => {
    const dataDir = join(await makeDirectory(), "postgres");
    const [one, two] = await Promise.all([start({ dataDir, settings }), start({ dataDir, settings })]);
    expect([one.adopted, two.adopted].sort()).toEqual([false, true]);
    expect(two.connection).toEqual(one.connection);
    expect(readdirSync(dirname(dataDir)).sort()).toEqual(["postgres", "postgres.log"]);
  });

  test("quotes the log when PostgreSQL does not start", async () => {
    const options = { dataDir: join(await makeDirectory(), "postgres"), settings: { ...settings, max_connections: "many" } };
    await expect(startEmbeddedPostgres(options)).rejects.toThrow(/did not start[\s\S]*invalid value for parameter "max_connections": "many"/);
  });
});
