import { limits } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const online = async (userId: string) => (await server.as(userId).call("presence.online", {})).userIds.sort();

test("online refuses whoever is not signed in", async () => {
  await expectRefusal(server.anonymous("presence.online", {}), "unauthenticated");
});

test("T-P-03 X-P-03 tells which of one's contacts are online: partners and people of small groups, nobody else, and not oneself", async () => {
  await newDirect(server, "ada", "bob");
  await newGroup(server, ["cleo", "ada", "dora"]);
  const { id: crowd } = await newGroup(server, ["ada", "emil"]);
  await server.pool.query("update conversations set member_count = $2 where id = $1", [crowd, limits.contactsOfGroup + 1]);
  const { id: left } = await newGroup(server, ["ada", "felix"]);
  await server.as("felix").call("conversations.leave", { conversationId: left });
  await Promise.all(["ada", "bob", "dora", "emil", "felix", "stranger"].map((userId) => server.connect(userId)));
  expect(await online("ada")).toEqual(["bob", "dora"]);
  expect(await online("stranger")).toEqual([]);
});
