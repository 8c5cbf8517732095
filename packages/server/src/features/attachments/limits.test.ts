import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { limits } from "@parley/protocol";
import { expectRefusal, newGroup, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer({ UPLOAD_QUOTA_BYTES: "100000", UPLOAD_IDLE_SECONDS: "0.3" });
  groupId = (await newGroup(server, ["ada", "bob", "cleo", "dora"])).id;
});
afterAll(() => server.stop());

test("how large a file may be is told to whoever is signed in, before they upload it", async () => {
  await expectRefusal(server.anonymous("attachments.limits", {}), "unauthenticated");
  expect(await server.as("mallory").call("attachments.limits", {})).toEqual({ maxBytes: server.server.app.config.uploadMaxBytes });
});

const take = (userId: string, bytes: number) => upload(server, userId, groupId, { name: "a.txt", content: Buffer.alloc(bytes, "x") });
const isClean = async () => server.server.app.files.sweeper.sweep();

/** Sends the beginning of a form and then nothing, or goes. */
async function begin(body: string, { contentLength, hangUp = false }: { contentLength: number; hangUp?: boolean }): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk));
  socket.on("error", () => {});
  const head = [
    "POST /api/attachments HTTP/1.1",
    "host: x",
    `authorization: Bearer ${await server.tokenFor("ada")}`,
    "content-type: multipart/form-data; boundary=b",
  ];
  socket.write(`${head.join("\r\n")}\r\ncontent-length: ${contentLength}\r\n\r\n${body}`);
  if (hangUp) {
    await waitFor("the upload to begin", async () =>
      readdir(`${server.server.app.config.dataDir}/incoming`).then(
        (names) => names.length > 0,
        () => false,
      ),
    );
    socket.destroy();
    return "";
  }
  return waitFor("the answer", () => (answer.includes("\r\n\r\n") ? answer : undefined)).finally(() => socket.destroy());
}
const field = () => `--b\r\ncontent-disposition: form-data; name="conversationId"\r\n\r\n${groupId}\r\n`;
const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello';

test("S24 a user's files have a quota, also when many come at once; what is discarded makes room", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => take("bob", 30_000)));
  const taken = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(taken).toHaveLength(3);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "quota_exceeded", status: 413 });
  await expectRefusal(take("bob", 30_000), "quota_exceeded");
  await server.as("bob").call("attachments.discard", { attachmentId: taken[0]?.id ?? "" });
  await take("bob", 30_000);
});

test("S24 of files that no message has there are at most a hundred, however small", async () => {
  await server.pool.query(
    `insert into attachments (id, conversation_id, owner_id, state, kind, bytes, details, created_at)
      select gen_random_uuid(), $1, 'cleo', 'ready', 'file', 1, '{}', now() from generate_series(1, $2)`,
    [groupId, limits.unclaimedUploads - 1],
  );
  await take("cleo", 1);
  await expectRefusal(take("cleo", 1), "quota_exceeded");
});

test("S24 an upload that stands still is given up, in the file and before it, and leaves nothing", async () => {
  for (const body of [field() + file, field(), "--b\r\ncontent-dis"]) {
    const answer = await begin(body, { contentLength: 100_000 });
    expect([answer.split("\r\n")[0], /"code":"(\w+)"/.exec(answer)?.[1]]).toEqual(["HTTP/1.1 408 Request Timeout", "upload_timeout"]);
  }
  expect(await readdir(`${server.server.app.config.dataDir}/incoming`)).toEqual([]);
});

test("F19 an upload whose sender goes away leaves nothing", async () => {
  await begin(field() + file, { contentLength: 100_000, hangUp: true });
  await waitFor("the file to go", async () => (await readdir(`${server.server.app.config.dataDir}/incoming`)).length === 0);
});

test("S24 a form that ends before its file does is refused", async () => {
  const body = field() + file;
  expect(await begin(body, { contentLength: Buffer.byteLength(body) })).toContain("validation_failed");
  await isClean();
});

test("S15 uploads have a budget of their own", async () => {
  const strict = await startTestServer({ RATE_LIMITS: "0.05" });
  const { id } = await newGroup(strict, ["ada", "bob"]);
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => upload(strict, "ada", id, { name: "a.txt", content: Buffer.from("x") })));
  expect(tries.filter((outcome) => outcome.status === "rejected" && outcome.reason.code === "rate_limited").length).toBeGreaterThanOrEqual(3);
  await strict.stop();
});
