import { expectRefusal, newGroup, recording, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } })
  .png()
  .toBuffer();

test("list refuses strangers and cursors of other lists", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(server.as("mallory").call("attachments.list", { conversationId: id }), "not_found");
  for (const cursor of ["nonsense", Buffer.from('["a",1]').toString("base64url")])
    await expectRefusal(server.as("ada").call("attachments.list", { conversationId: id, cursor }), "invalid_cursor");
});

test("the media and the files of a conversation, newest first, a page at a time, without what was not sent", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const take = (name: string, content: Uint8Array) => upload(server, "ada", id, { name, content });
  const sent: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const files = [await take(`${round}.png`, png), await take(`${round}.txt`, Buffer.from("hello")), await take(`${round}.webm`, recording("film.webm"))];
    await server.as("ada").call("messages.send", { conversationId: id, text: "", attachmentIds: files.map((file) => file.id) });
    sent.unshift(...files.map(({ name }) => name));
  }
  await take("unsent.txt", Buffer.from("hello"));

  const pages = async (kinds?: ("image" | "video" | "file")[]) => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read(cursor);
      names.push(...page.attachments.map(({ attachment }) => attachment.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return names;

    function read(from: string | null) {
      return server.as("bob").call("attachments.list", { conversationId: id, limit: 2, ...(kinds && { kinds }), ...(from !== null && { cursor: from }) });
    }
  };
  expect(await pages()).toEqual(sent);
  expect(await pages(["image", "video"])).toEqual(sent.filter((name) => !name.endsWith(".txt")));
  expect(await pages(["file"])).toEqual(["2.txt", "1.txt", "0.txt"]);
});

test("who joins a conversation that hides its past sees only what came after", async () => {
  const { id } = await newGroup(server, ["ada", "bob"], { history: "since_join" });
  const before = await upload(server, "ada", id, { name: "before.txt", content: Buffer.from("hello") });
  await server.as("ada").call("messages.send", { conversationId: id, text: "", attachmentIds: [before.id] });
  await server.as("cleo").call("users.me", {});
  await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["cleo"] });
  expect((await server.as("cleo").call("attachments.list", { conversationId: id })).attachments).toEqual([]);
  await expectRefusal(server.as("cleo").call("attachments.link", { attachmentId: before.id }), "not_found");
});
