import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expectRefusal, newGroup, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer({ UPLOAD_MAX_BYTES: "200000" });
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

const png = await sharp({ create: { width: 1000, height: 500, channels: 3, background: "#123456" } })
  .png()
  .toBuffer();
const incoming = async () => readdir(join(server.server.app.config.dataDir, "incoming"));

describe("T+API-07 upload refuses", () => {
  test("strangers, as if the conversation did not exist", async () => {
    await expectRefusal(upload(server, "mallory", groupId, { content: png, name: "a.png" }), "not_found");
    await expectRefusal(upload(server, "ada", crypto.randomUUID(), { content: png, name: "a.png" }), "not_found");
  });

  test("whoever does not say who they are, and another kind of body", async () => {
    expect((await server.fetch("/api/attachments", { method: "POST", body: {} })).status).toBe(415);
    const form = new FormData();
    form.append("conversationId", groupId);
    expect((await fetch(`${server.url}/api/attachments`, { method: "POST", body: form })).status).toBe(401);
  });

  test("S24 a file above the limit, by what was announced and by what comes", async () => {
    await expectRefusal(upload(server, "ada", groupId, { content: png, fields: { bytes: "200001" } }), "file_too_large");
    await expectRefusal(upload(server, "ada", groupId, { content: new Uint8Array(200_001) }), "file_too_large");
    expect(await incoming()).toEqual([]);
  });

  test("S24 another size than announced", async () => {
    await expectRefusal(upload(server, "ada", groupId, { content: png, fields: { bytes: String(png.length + 1) } }), "validation_failed");
  });

  test("S13 what is no form, though it says so", async () => {
    const token = await server.tokenFor("ada");
    for (const body of [
      "{}",
      "",
      "--b",
      "--b\r\n",
      "--b--\r\n",
      "--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n",
      `--b\r\n${"x".repeat(100_000)}`,
    ]) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "multipart/form-data; boundary=b" };
      const answer = await fetch(`${server.url}/api/attachments`, { method: "POST", headers, body });
      expect([body.slice(0, 20), answer.status]).toEqual([body.slice(0, 20), 400]);
    }
    for (const type of ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b"]) {
      const answer = await fetch(`${server.url}/api/attachments`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        body: "--b",
      });
      expect([400, 415]).toContain(answer.status);
    }
  });

  test("S8 S10 fields that are unknown, given twice, too long or no JSON; no file; a file before its fields", async () => {
    for (const fields of [
      { ownerId: "bob" },
      { waveform: "[1,2]" },
      { waveform: "x" },
      { durationMs: "-1" },
      { durationMs: "1e309" },
      { bytes: "9".repeat(5000) },
    ] as Record<string, string>[])
      await expectRefusal(upload(server, "ada", groupId, { content: png, name: "a.png", fields }), "validation_failed");
  });
});

test("N-P-06 R-DM-04 a picture is taken, described and given back", async () => {
  const attachment = await upload(server, "ada", groupId, { content: png, name: "a.png", type: "image/png" });
  expect(attachment).toMatchObject({ kind: "image", mediaType: "image/png", name: "a.png", width: 1000, height: 500, hasThumbnail: true });
  const { message } = await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [attachment.id] });
  expect(message).toMatchObject({ type: "image", text: "", attachments: [attachment] });
  const { url } = await server.as("bob").call("attachments.link", { attachmentId: attachment.id });
  const answer = await fetch(server.url + url);
  expect(answer.status).toBe(200);
  expect(Number(answer.headers.get("content-length"))).toBe(attachment.bytes);
  expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width).toBe(1000);
  expect(await incoming()).toEqual([]);
});
