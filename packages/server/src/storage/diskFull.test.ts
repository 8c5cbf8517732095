import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectRefusal, newGroup, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let directory: string;
let server: TestServer;
let groupId: string;

/** A disk of eight megabytes needs root and the right to mount. */
const mayMount = process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mayMount)("F9 the disk is full", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "parley-small-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", directory]);
    server = await startTestServer({ DATA_DIR: directory });
    groupId = (await newGroup(server, ["ada", "bob"])).id;
  });
  afterAll(async () => {
    await server?.stop();
    execFileSync("umount", [directory]);
    await rm(directory, { recursive: true, force: true });
  });

  const text = (bytes: number) => upload(server, "ada", groupId, { name: "a.txt", content: Buffer.alloc(bytes, "x") });
  const partial = async () => [
    ...(await readdir(join(directory, "incoming"))),
    ...(await readdir(directory, { recursive: true })).filter((name) => name.endsWith(".new")),
  ];

  test("while it is received: 507, no partial file, messages go on, and it recovers by itself", async () => {
    const kept = await text(1_000_000);
    const refusal = await expectRefusal(text(16_000_000), "storage_full");
    expect(refusal.status).toBe(507);
    expect(await partial()).toEqual([]);
    expect((await server.pool.query("select state from attachments")).rows).toEqual([{ state: "ready" }]);
    const { message } = await server.as("ada").call("messages.send", { conversationId: groupId, text: "still here", attachmentIds: [kept.id] });
    const { url } = await server.as("bob").call("attachments.link", { attachmentId: message.attachments[0]?.id ?? "" });
    expect((await (await fetch(server.url + url)).arrayBuffer()).byteLength).toBe(1_000_000);
    await text(1_000_000);
  });

  test("while a picture is written again: 507, not a fault of the picture", async () => {
    const noise = sharp({ create: { width: 700, height: 700, channels: 3, background: "red", noise: { type: "gaussian", mean: 128, sigma: 60 } } });
    const content = await noise.png({ compressionLevel: 9 }).toBuffer();
    const filler = join(directory, "filler");
    const free = Number(execFileSync("df", ["--output=avail", "-B1", directory]).toString().split("\n")[1]);
    await writeFile(filler, Buffer.alloc(Math.max(0, free - content.length - 100_000)));
    await expectRefusal(upload(server, "ada", groupId, { name: "a.png", content }), "storage_full");
    expect(await partial()).toEqual([]);
    await rm(filler);
    expect(existsSync(filler)).toBe(false);
    expect(await upload(server, "ada", groupId, { name: "a.png", content })).toMatchObject({ kind: "image" });
  });
});
