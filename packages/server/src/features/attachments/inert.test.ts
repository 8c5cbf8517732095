/** Files that do something to whoever opens them: nobody here does. */
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { newGroup, startSite, startTestServer, type TestServer, upload } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aZip } from "./hostile.fixture.ts";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

/** Uploads it, and looks at what is served and what has come to be on the disk. */
async function keep(name: string, content: Buffer) {
  const attachment = await upload(server, "ada", groupId, { name, content });
  const { url } = await server.as("ada").call("attachments.link", { attachmentId: attachment.id });
  const answer = await fetch(server.url + url);
  const served = Buffer.from(await answer.arrayBuffer());
  const { dataDir } = server.server.app.config;
  const onDisk = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);
  return { attachment, served, type: answer.headers.get("content-type"), disposition: answer.headers.get("content-disposition") ?? "", onDisk };
}

test.each([
  ["a ZIP whose entry leads out of its directory", "slip.zip", () => aZip("../../../../../../tmp/parley-slip", randomBytes(100))],
  ["a ZIP of 100 MB of nothing", "bomb.zip", () => aZip("zeros", Buffer.alloc(100_000_000))],
  ["a document with a bomb in it", "bomb.docx", () => aZip("[Content_Types].xml", Buffer.alloc(100_000_000))],
  ["gzip in gzip", "bomb.gz", () => gzipSync(gzipSync(Buffer.alloc(100_000_000)))],
] as const)("S26 %s is kept as the bytes that it is: nothing is unpacked", async (_, name, make) => {
  const content = make();
  const { attachment, served, type, onDisk } = await keep(name, content);
  expect(attachment).toMatchObject({ kind: "file", bytes: content.length, hasThumbnail: false });
  expect([served.equals(content), type]).toEqual([true, "application/octet-stream"]);
  expect(onDisk).toContain(attachment.id);
  expect(onDisk.filter((file) => /slip|zeros|Content_Types/.test(file))).toEqual([]);
  expect(await readdir(join(server.server.app.config.dataDir, "incoming"))).toEqual([]);
  expect(await readdir("/tmp")).not.toContain("parley-slip");
});

test("S25 S28 an SVG with entities and references is not drawn: it is downloaded as it is, and nobody is asked for what it names", async () => {
  const site = await startSite();
  const address = site.serve("/outside.svg", { body: "<svg/>" });
  const entities = Array.from({ length: 10 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`).join("");
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "x"><!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY out SYSTEM "${address}">${entities}]>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100000" height="100000">
    <text>&e10;&file;&out;</text><image xlink:href="${address}"/><use href="${address}#a"/></svg>`;
  const { attachment, served, type, disposition } = await keep("drawing.svg", Buffer.from(svg));
  expect(attachment).toMatchObject({ kind: "file", width: null, hasThumbnail: false });
  expect([served.toString(), type, disposition]).toEqual([svg, "application/octet-stream", "attachment; filename=drawing.svg"]);
  expect(site.connections()).toBe(0);
  await site.stop();
});
