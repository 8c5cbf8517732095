import { expectRefusal, newDirect, startTestServer, type TestServer, upload } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const links = async (userId: string, attachmentIds: string[]) => (await server.as(userId).call("attachments.links", { attachmentIds })).links;

test("links refuses whoever is not signed in, and a question about nothing", async () => {
  await expectRefusal(server.anonymous("attachments.links", { attachmentIds: ["0190a0b0-0000-7000-8000-000000000000"] }), "unauthenticated");
  await expectRefusal(links("ada", []), "validation_failed");
});

test("gives addresses of what one may see, and leaves out the rest", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const [sent, own] = await Promise.all(["sent", "own"].map((name) => upload(server, "ada", id, { content: Buffer.from(name), name: `${name}.txt` })));
  if (!sent || !own) throw new Error("not uploaded");
  await server.as("ada").call("messages.send", { conversationId: id, text: "", attachmentIds: [sent.id] });
  const ids = [sent.id, own.id, "0190a0b0-0000-7000-8000-000000000000"];
  expect((await links("ada", ids)).map(({ attachmentId }) => attachmentId).sort()).toEqual([sent.id, own.id].sort());
  const [bobs, ...more] = await links("bob", ids);
  expect([bobs?.attachmentId, more]).toEqual([sent.id, []]);
  expect(await (await server.fetch(bobs?.url ?? "")).text()).toBe("sent");
  expect(await links("mallory", ids)).toEqual([]);
});
