import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { eicar, expectRefusal, type FakeClamd, findFreePort, newGroup, startFakeClamd, startTestServer, type TestServer, upload } from "@parley/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let clamd: FakeClamd;
let server: TestServer;
let groupId: string;
beforeAll(async () => {
  clamd = await startFakeClamd();
  server = await startTestServer({ CLAMD_ADDRESS: clamd.address });
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
beforeEach(() => clamd.behave("scan"));
afterAll(async () => {
  await server.stop();
  await clamd.stop();
});

const take = (content: string | Uint8Array, name = "a.txt") => upload(server, "ada", groupId, { name, content: Buffer.from(content) });
/** Everything that is there of files: rows, and what is on the disk. */
const kept = async () => {
  const { dataDir } = server.server.app.config;
  const files = await Promise.all(["incoming", "files"].map((name) => readdir(join(dataDir, name), { recursive: true }).catch(() => [])));
  return [...(await server.pool.query("select 1 from attachments")).rows, ...files.flat()];
};

test("S27 malware is refused, wherever it is in the file, and nothing of it is kept", async () => {
  for (const content of [eicar, "x".repeat(300_000) + eicar, `${"x".repeat(65_530)}${eicar}${"x".repeat(100_000)}`])
    await expectRefusal(take(content), "file_infected");
  expect(await kept()).toEqual([]);
});

test("S27 a scanner that fails, hangs up or is not there takes nothing in: fail closed, and by itself again", async () => {
  for (const behaviour of ["fail", "hang up"] as const) {
    clamd.behave(behaviour);
    const refusal = await expectRefusal(take("hello"), "unavailable");
    expect(refusal.retryable).toBe(true);
  }
  expect(await kept()).toEqual([]);
  clamd.behave("scan");
  expect(await take("hello")).toMatchObject({ kind: "file" });

  const alone = await startTestServer({ CLAMD_ADDRESS: `127.0.0.1:${await findFreePort()}` });
  const { id } = await newGroup(alone, ["ada", "bob"]);
  await expectRefusal(upload(alone, "ada", id, { name: "a.txt", content: Buffer.from("hello") }), "unavailable");
  await alone.stop();
});

test("a file above what the scanner takes is too large, not the scanner's failure", async () => {
  const strict = createServer((socket) => socket.once("data", () => socket.end("INSTREAM size limit exceeded. ERROR\0"))).listen(0, "127.0.0.1");
  await once(strict, "listening");
  const { port } = strict.address() as { port: number };
  const other = await startTestServer({ CLAMD_ADDRESS: `127.0.0.1:${port}` });
  const { id } = await newGroup(other, ["ada", "bob"]);
  await expectRefusal(upload(other, "ada", id, { name: "a.txt", content: Buffer.alloc(2_000_000, "x") }), "file_too_large");
  await other.stop();
  await new Promise((resolve) => strict.close(resolve));
});

test("every file is scanned whole", async () => {
  const before = clamd.scans();
  await take(Buffer.alloc(5_000_000, "x"), "large.txt");
  expect(clamd.scans()).toBe(before + 1);
});
