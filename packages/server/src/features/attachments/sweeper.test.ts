import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Attachment, fail, limits } from "@parley/protocol";
import { expectRefusal, newGroup, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

const take = async (): Promise<Attachment> => {
  const content = await sharp({ create: { width: 2000, height: 10, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  return upload(server, "ada", groupId, { name: "a.png", content });
};
const stored = async () => (await readdir(join(server.server.app.config.dataDir, "files"), { recursive: true })).filter((name) => name.includes("/"));
const stateOf = async ({ id }: Attachment) => (await server.pool.query("select state from attachments where id = $1", [id])).rows[0]?.state;
const sweep = () => server.server.app.files.sweeper.sweep();

test("discard refuses what is not one's own, was sent already or does not exist", async () => {
  const [own, sent] = [await take(), await take()];
  await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [sent.id] });
  await expectRefusal(server.as("bob").call("attachments.discard", { attachmentId: own.id }), "not_found");
  for (const attachmentId of [sent.id, crypto.randomUUID()]) await expectRefusal(server.as("ada").call("attachments.discard", { attachmentId }), "not_found");
  await server.as("ada").call("attachments.discard", { attachmentId: own.id });
  await expectRefusal(server.as("ada").call("attachments.discard", { attachmentId: own.id }), "not_found");
  await sweep();
  expect([await stateOf(own), await stateOf(sent)]).toEqual([undefined, "ready"]);
});

test("F1 what was not sent goes after a day, object and thumbnail; what was sent stays; what a killed process left goes too", async () => {
  const [unsent, sent] = [await take(), await take()];
  await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [sent.id] });
  const left = join(server.server.app.config.dataDir, "incoming", "left-behind");
  await writeFile(left, "half of a file");
  await utimes(left, 0, 0);
  // An upload whose process was killed between its row and its object.
  const orphan = crypto.randomUUID();
  await server.pool.query(
    "insert into attachments (id, conversation_id, owner_id, state, kind, bytes, details, created_at) select $1, conversation_id, owner_id, 'storing', kind, bytes, details, created_at from attachments where id = $2",
    [orphan, unsent.id],
  );

  server.clock.advance(limits.unclaimedUploadMs - 60_000);
  await sweep();
  expect(await stateOf(unsent)).toBe("ready");
  server.clock.advance(120_000);
  await sweep();
  expect([await stateOf(unsent), await stateOf(sent)]).toEqual([undefined, "ready"]);
  expect((await server.pool.query("select 1 from attachments where id = $1", [orphan])).rows).toEqual([]);
  expect((await stored()).filter((name) => name.includes(unsent.id))).toEqual([]);
  expect((await stored()).filter((name) => name.includes(sent.id))).toHaveLength(2);
  expect(await readdir(join(server.server.app.config.dataDir, "incoming"))).toEqual([]);
});

test("F24 while the store is away nothing is forgotten; the next sweep does it", async () => {
  const file = await take();
  const { store } = server.server.app.files;
  const { remove } = store;
  store.remove = () => Promise.reject(fail("storage_unavailable"));
  await server.as("ada").call("attachments.discard", { attachmentId: file.id });
  await expectRefusal(sweep(), "storage_unavailable");
  expect(await stateOf(file)).toBe("deleted");
  store.remove = remove.bind(store);
  await sweep();
  expect(await stateOf(file)).toBeUndefined();
  expect((await stored()).filter((name) => name.includes(file.id))).toEqual([]);
});
