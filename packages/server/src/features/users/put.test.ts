import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("S7 put refuses everybody but admins of the host, for themselves too", async () => {
  await expectRefusal(server.as("ada").call("users.put", { userId: "ada", name: "Ada", role: "admin" }), "forbidden");
  await expectRefusal(server.as("mia", { role: "moderator" }).call("users.put", { userId: "mia", name: "Mia", role: "admin" }), "forbidden");
});

test("put creates somebody who can be written to before they ever connect", async () => {
  const admin = server.as("root", { role: "admin" });
  const created = await admin.call("users.put", { userId: "new", name: " New ", imageUrl: "https://example.com/n.png" });
  expect(created).toMatchObject({ id: "new", name: "New", imageUrl: "https://example.com/n.png", role: "member", active: true });
  const { conversation } = await server.as("ada").call("conversations.create", { type: "direct", participantIds: ["new"] });
  expect(conversation.members.map(({ user }) => user.name)).toContain("New");
});

test("put replaces the whole profile, and the new role counts at the next request", async () => {
  const admin = server.as("root", { role: "admin" });
  await admin.call("users.put", { userId: "mod", name: "Mod", imageUrl: "https://example.com/m.png", role: "admin" });
  expect(await server.as("mod").call("users.put", { userId: "x", name: "X" })).toMatchObject({ id: "x" });
  expect(await admin.call("users.put", { userId: "mod", name: "Mod 2" })).toMatchObject({ name: "Mod 2", imageUrl: null, role: "member" });
  await expectRefusal(server.as("mod").call("users.put", { userId: "x", name: "X" }), "forbidden");
});

test("put does not wake a deactivated user", async () => {
  const admin = server.as("root", { role: "admin" });
  await admin.call("users.put", { userId: "gone", name: "Gone" });
  await admin.call("users.setActive", { userId: "gone", active: false });
  expect(await admin.call("users.put", { userId: "gone", name: "Still gone" })).toMatchObject({ active: false });
});
