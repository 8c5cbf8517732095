import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expectRefusal, startS3, type TestS3 } from "@parley/testkit";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DiskStore } from "./diskStore.ts";
import type { ObjectStore } from "./objectStore.ts";
import { S3Store } from "./s3Store.ts";

let directory: string;
let s3: TestS3;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "parley-store-"));
  s3 = await startS3();
});
afterAll(async () => {
  await s3.stop();
  await rm(directory, { recursive: true, force: true });
});

const log = pino({ level: "silent" });
const key = () => crypto.randomUUID();

describe.each([
  ["the local disk", () => new DiskStore(join(directory, "files"))],
  ["an S3-compatible server", () => new S3Store(s3.config, log)],
] as [string, () => ObjectStore][])("%s", (_, open) => {
  const put = async (store: ObjectStore, name: string, content: Buffer) => {
    const path = join(directory, `draft-${name}`);
    await writeFile(path, content);
    await store.put(name, { path, bytes: content.length, mediaType: "application/octet-stream" });
  };

  test("what is not there is not_found, has no size, and is removed already", async () => {
    const store = open();
    await expectRefusal(store.read(key()), "not_found");
    expect(await store.sizeOf(key())).toBeUndefined();
    await store.remove(key());
  });

  test("gives back what it was given, whole and in part, until it is removed", async () => {
    const store = open();
    for (const size of [1, 65_537, 12_000_000]) {
      const [name, content] = [key(), randomBytes(size)];
      await put(store, name, content);
      expect(await store.sizeOf(name)).toBe(size);
      expect((await buffer(await store.read(name))).equals(content)).toBe(true);
      const range = { start: Math.floor(size / 3), end: size - 1 };
      expect((await buffer(await store.read(name, range))).equals(content.subarray(range.start))).toBe(true);
      // Not `end: 0`, which s3rver takes for no end.
      expect((await buffer(await store.read(name, { start: 0, end: Math.min(1, size - 1) }))).equals(content.subarray(0, 2))).toBe(true);
      await store.remove(name);
      expect(await store.sizeOf(name)).toBeUndefined();
    }
  });

  test("twenty at once do not get in each other's way", async () => {
    const store = open();
    const files = Array.from({ length: 20 }, () => ({ name: key(), content: randomBytes(50_000) }));
    await Promise.all(files.map(({ name, content }) => put(store, name, content)));
    for (const { name, content } of files) expect((await buffer(await store.read(name))).equals(content)).toBe(true);
  });
});

test("S22 S23 the disk takes no key that could be a path, and leaves no draft", async () => {
  const store = new DiskStore(join(directory, "files"));
  for (const bad of ["../escape-this", "a/b-long-enough", "/etc/passwd", "..", "", "NUL-in-here\0", "CAPITALS-HERE"])
    await expect(store.read(bad)).rejects.toThrow("is not a key");
  const names = await readdir(join(directory, "files"), { recursive: true });
  expect(names.filter((name) => name.endsWith(".new"))).toEqual([]);
});

describe("F24 an object store in trouble", () => {
  test("is storage_unavailable: keys that it does not know, a bucket that is not there, nobody at the address", async () => {
    const path = join(directory, "draft");
    await writeFile(path, "hello");
    for (const wrong of [{ secretAccessKey: "wrong" }, { bucket: "no-such-bucket" }, { endpoint: "http://127.0.0.1:1" }]) {
      const store = new S3Store({ ...s3.config, ...wrong }, log);
      const refusal = await expectRefusal(store.put(key(), { path, bytes: 5, mediaType: "text/plain" }), "storage_unavailable");
      expect(refusal.retryable).toBe(true);
    }
  });
});

test("F24 a store that says nothing is given up, and so is one that stops taking a file in", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const store = new S3Store({ ...s3.config, endpoint: `http://127.0.0.1:${port}` }, log, 200);
  const path = join(directory, "large");
  await writeFile(path, Buffer.alloc(20_000_000));
  await expectRefusal(store.put(key(), { path, bytes: 20_000_000, mediaType: "text/plain" }), "storage_unavailable");
  await expectRefusal(store.read(key()), "storage_unavailable");
  silent.close();
});

test("an upload address takes exactly what was signed: no other size, type, key or time", async () => {
  const store = new S3Store(s3.config, log);
  const name = key();
  const { url, headers } = await store.signUpload(name, { bytes: 5, mediaType: "text/plain", ttlMs: 60_000 });
  const send = (to: string, body: string, type = "text/plain") => fetch(to, { method: "PUT", body, headers: { "content-type": type } });
  expect(headers).toEqual({ "content-type": "text/plain", "content-length": "5" });
  for (const answer of [await send(url, "too long"), await send(url, "hello", "text/html"), await send(url.replace(name, key()), "hello")])
    expect(answer.status).toBe(403);
  expect(await store.sizeOf(name)).toBeUndefined();
  expect((await send(url, "hello")).status).toBe(200);
  expect(await store.sizeOf(name)).toBe(5);
});
