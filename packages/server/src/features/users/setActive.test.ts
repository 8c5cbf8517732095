import { expectRefusal, newDirect, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const admin = () => server.as("root", { role: "admin" });

test("S7 setActive refuses to touch others, and oneself to be reactivated, without being admin", async () => {
  await server.as("bob").call("users.me", {});
  const existing = await expectRefusal(server.as("ada").call("users.setActive", { userId: "bob", active: false }), "not_found");
  const random = await expectRefusal(server.as("ada").call("users.setActive", { userId: "nobody", active: false }), "not_found");
  expect(existing.toBody()).toEqual(random.toBody());
  await expectRefusal(server.as("mia", { role: "moderator" }).call("users.setActive", { userId: "bob", active: false }), "not_found");
  await expectRefusal(server.as("ada").call("users.setActive", { userId: "ada", active: true }), "forbidden");
  await expectRefusal(admin().call("users.setActive", { userId: "nobody", active: true }), "not_found");
});

test("people may deactivate themselves; an admin lets them in again", async () => {
  expect(await server.as("cleo").call("users.setActive", { userId: "cleo", active: false })).toMatchObject({ id: "cleo", active: false });
  await expectRefusal(server.as("cleo").call("users.me", {}), "account_inactive");
  await admin().call("users.setActive", { userId: "cleo", active: true });
  expect(await server.as("cleo").call("users.me", {})).toMatchObject({ active: true });
});

test("X-SEC-03 F18 deactivating closes all of the user's sockets, and nobody else's", async () => {
  const [tab, phone, bystander] = await Promise.all([server.connect("dora"), server.connect("dora"), server.connect("emil")]);
  const closed = Promise.all([tab, phone].map((socket) => new Promise((resolve) => socket.once("disconnect", resolve))));
  await admin().call("users.setActive", { userId: "dora", active: false });
  await closed;
  expect(bystander.connected).toBe(true);
});

test("a deactivated user keeps their place in conversations and can be taken into no new one", async () => {
  const { id } = await newDirect(server, "fay", "gus");
  await admin().call("users.setActive", { userId: "gus", active: false });
  expect(await server.as("fay").call("messages.send", { conversationId: id, text: "are you there?" })).toMatchObject({ message: { seq: 1 } });
  const refused = await expectRefusal(server.as("hal").call("conversations.create", { type: "direct", participantIds: ["gus"] }), "user_unknown");
  expect(refused.details).toMatchObject({ userIds: ["gus"] });
});
