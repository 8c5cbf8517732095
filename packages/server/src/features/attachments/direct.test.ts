import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { limits } from "@parley/protocol";
import { expectRefusal, newGroup, startS3, startTestServer, type TestS3, type TestServer, upload, waitFor } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let s3: TestS3;
let server: TestServer;
let groupId: string;
beforeAll(async () => {
  s3 = await startS3();
  server = await startTestServer(s3.env);
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(async () => {
  await server.stop();
  await s3.stop();
});

const picture = () => sharp({ create: { width: 900, height: 300, channels: 3, background: "green" } }).withExif({ IFD0: { Copyright: "secret" } });
const begin = (userId: string, input: object = {}) =>
  server.as(userId).call("attachments.begin", { conversationId: groupId, bytes: 5, name: "a.txt", mediaType: "text/plain", ...input });
const put = ({ url, headers }: { url: string; headers: Record<string, string> }, content: Uint8Array | string) =>
  fetch(url, { method: "PUT", body: Buffer.from(content), headers: { "content-type": headers["content-type"] ?? "" } });
const complete = (userId: string, attachmentId: string) => server.as(userId).call("attachments.complete", { attachmentId });
async function fetched(attachmentId: string): Promise<Buffer> {
  const { url } = await server.as("ada").call("attachments.link", { attachmentId });
  const answer = await fetch(server.url + url);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

describe("a direct upload is refused", () => {
  test("to strangers, above the limits, for programs, and where files go through the server", async () => {
    await expectRefusal(begin("mallory"), "not_found");
    await expectRefusal(begin("ada", { bytes: server.server.app.config.uploadMaxBytes + 1 }), "file_too_large");
    await expectRefusal(begin("ada", { name: "a.exe" }), "file_type_not_allowed");
    const local = await startTestServer();
    const { id } = await newGroup(local, ["ada", "bob"]);
    await expectRefusal(local.as("ada").call("attachments.begin", { conversationId: id, bytes: 5 }), "direct_upload_off");
    await local.stop();
  });

  test("S6 to be completed by somebody else, or before it is there", async () => {
    const begun = await begin("ada");
    await expectRefusal(complete("bob", begun.attachmentId), "not_found");
    await expectRefusal(complete("ada", begun.attachmentId), "upload_incomplete");
    await expectRefusal(server.as("ada").call("attachments.link", begun), "validation_failed");
    await expectRefusal(server.as("ada").call("attachments.link", { attachmentId: begun.attachmentId }), "not_found");
    await expectRefusal(
      server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [begun.attachmentId] }),
      "attachment_not_found",
    );
  });

  test("S21 when its content is not what was announced, and then it is gone", async () => {
    const begun = await begin("ada", { name: "a.png", mediaType: "image/png" });
    await put(begun, "hello");
    await expectRefusal(complete("ada", begun.attachmentId), "file_type_not_allowed");
    await waitFor("the sweeper", async () => (await server.pool.query("select 1 from attachments where id = $1", [begun.attachmentId])).rows.length === 0);
    expect(await server.server.app.files.store.sizeOf(`${begun.attachmentId}.incoming`)).toBeUndefined();
  });

  test("F19 to a member who was removed meanwhile", async () => {
    const { id } = await newGroup(server, ["ada", "dora"]);
    const begun = await begin("dora", { conversationId: id });
    await put(begun, "hello");
    await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "dora" });
    await expectRefusal(complete("dora", begun.attachmentId), "not_found");
  });
});

test("N-P-06 a file goes straight to the object store, is looked at like any other, and what comes later under its address is not served", async () => {
  const content = await picture().jpeg().toBuffer();
  const begun = await begin("ada", { name: "a.jpg", mediaType: "image/jpeg", bytes: content.length });
  expect((await put(begun, content)).status).toBe(200);
  const { attachment } = await complete("ada", begun.attachmentId);
  expect(attachment).toMatchObject({ kind: "image", width: 900, height: 300, hasThumbnail: true });
  expect((await complete("ada", begun.attachmentId)).attachment).toEqual(attachment);
  expect((await fetched(attachment.id)).includes("secret")).toBe(false);
  await put(begun, Buffer.alloc(content.length, "x"));
  expect((await sharp(await fetched(attachment.id)).metadata()).format).toBe("jpeg");
  const { message } = await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [attachment.id] });
  expect(message.attachments).toEqual([attachment]);
});

test("an upload that was begun and never came goes after a day", async () => {
  const begun = await begin("ada");
  server.clock.advance(limits.unclaimedUploadMs + 1000);
  await server.server.app.files.sweeper.sweep();
  await expectRefusal(complete("ada", begun.attachmentId), "not_found");
});

test("uploads, ranges and deletion work as on the local disk", async () => {
  const attachment = await upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello world") });
  const { message } = await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [attachment.id] });
  const { url } = await server.as("bob").call("attachments.link", { attachmentId: attachment.id });
  const part = await fetch(server.url + url, { headers: { range: "bytes=6-10" } });
  expect([part.status, await part.text()]).toEqual([206, "world"]);
  await server.as("ada").call("messages.delete", { messageId: message.id });
  expect((await fetch(server.url + url)).status).toBe(404);
  await waitFor("the sweeper", async () => (await server.server.app.files.store.sizeOf(attachment.id)) === undefined);
});

test("F24 while the store is down texts go on, uploads and downloads say so, no row is left, and it recovers by itself", async () => {
  const kept = await upload(server, "ada", groupId, { name: "kept.txt", content: Buffer.from("hello") });
  await s3.halt();
  const before = (await server.pool.query("select count(*) from attachments where state <> 'deleted'")).rows[0].count;
  const refusal = await expectRefusal(upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello") }), "storage_unavailable");
  expect([refusal.status, refusal.retryable]).toEqual([503, true]);
  const { url } = await server.as("ada").call("attachments.link", { attachmentId: kept.id });
  const answer = await fetch(server.url + url);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, "storage_unavailable"]);
  expect((await server.as("ada").call("messages.send", { conversationId: groupId, text: "still here" })).message.text).toBe("still here");
  expect((await server.pool.query("select count(*) from attachments where state <> 'deleted'")).rows[0].count).toBe(before);

  await s3.start();
  await server.server.app.files.sweeper.sweep();
  expect((await server.pool.query("select 1 from attachments where state = 'deleted'")).rows).toEqual([]);
  expect((await fetched(kept.id)).toString()).toBe("hello");
  await upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello") });
});

test("F24 a store that is down when a direct upload is completed: 503, and it can be completed when the store is back", async () => {
  const begun = await begin("ada");
  await put(begun, "hello");
  await s3.halt();
  await expectRefusal(complete("ada", begun.attachmentId), "storage_unavailable");
  await s3.start();
  const { attachment } = await complete("ada", begun.attachmentId);
  expect((await fetched(attachment.id)).toString()).toBe("hello");
});

test("F24 a store that takes nothing from us any more (403): uploads are refused as 503, texts go on, and nothing dangles", async () => {
  const forbidden = await startTestServer({ ...s3.env, S3_SECRET_ACCESS_KEY: "no longer valid" });
  const { id } = await newGroup(forbidden, ["ada", "bob"]);
  const refusal = await expectRefusal(upload(forbidden, "ada", id, { name: "a.txt", content: Buffer.from("hello") }), "storage_unavailable");
  expect(refusal.status).toBe(503);
  expect((await forbidden.as("ada").call("messages.send", { conversationId: id, text: "still here" })).message.text).toBe("still here");
  // The row stays for the sweeper alone, which forgets it when it could remove the object; nobody is given it meanwhile.
  const { rows } = await forbidden.pool.query<{ id: string; state: string }>("select id, state from attachments");
  expect(rows.map(({ state }) => state)).toEqual(["deleted"]);
  for (const row of rows) await expectRefusal(forbidden.as("ada").call("attachments.link", { attachmentId: row.id }), "not_found");
  await expectRefusal(forbidden.server.app.files.sweeper.sweep(), "storage_unavailable");
  expect(await readdir(join(forbidden.server.app.config.dataDir, "incoming"))).toEqual([]);
  await forbidden.stop();
});
