import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createTestDatabase } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";
import { startImport } from "./startImport.ts";

const megabytes = scaled(64, 1024);
/** A program that holds the whole file as text, or as objects, does not fit. */
const heapMegabytes = 80;
const text = "Memory is that of a page. ".repeat(150);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "parley-memory-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** One conversation that has all of the messages: the hardest case for a tree. */
function* exported(): Iterable<string> {
  yield `{"conversations":{"one":{"type":"direct","participants":{"a":true,"b":true},"messages":{`;
  const messages = Math.ceil((megabytes * 1024 * 1024) / text.length);
  for (let index = 0; index < messages; index += 1)
    yield `${index === 0 ? "" : ","}"-m${index}":${JSON.stringify({ senderId: index % 2 === 0 ? "a" : "b", content: text, timestamp: Date.UTC(2025, 0, 1) + index, type: "text", status: "sent" })}`;
  yield "}}}}";
}

test(`an export of ${megabytes} MB is read with a heap of ${heapMegabytes} MB`, async () => {
  const file = join(directory, "export.json");
  await pipeline(Readable.from(exported()), createWriteStream(file));
  expect((await stat(file)).size).toBeGreaterThan(megabytes * 1024 * 1024);
  const target = await createTestDatabase();
  try {
    const running = startImport(target.url, ["ring", "--from", file, "--batch", "200", "--dry-run"], [`--max-old-space-size=${heapMegabytes}`]);
    expect(await running.ended(), running.output()).toBe(0);
    expect(running.output()).toMatch(/messages +[\d,]+ read, [1-9][\d,]+ would be added, 0 there before, 0 left out/);
  } finally {
    await target.drop();
  }
});
