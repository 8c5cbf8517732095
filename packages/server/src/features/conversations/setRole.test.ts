import { expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

type Role = "owner" | "admin" | "member";
const setRole = (actor: string, conversationId: string, userId: string, role: Role) =>
  server.as(actor).call("conversations.setRole", { conversationId, userId, role });

test("S7 setRole refuses strangers, and everybody but owners, for themselves too", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  await setRole("ada", id, "cleo", "admin");
  await expectRefusal(setRole("mallory", id, "mallory", "owner"), "not_found");
  await expectRefusal(setRole("bob", id, "bob", "owner"), "forbidden");
  await expectRefusal(setRole("cleo", id, "cleo", "owner"), "forbidden");
  await expectRefusal(setRole("cleo", id, "bob", "admin"), "forbidden");
});

test("setRole refuses direct conversations, people who are not in it and roles that do not exist", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(setRole("ada", (await newDirect(server, "ada", "bob")).id, "bob", "admin"), "direct_conversation");
  await expectRefusal(setRole("ada", id, "mallory", "admin"), "not_a_member");
  await expectRefusal(setRole("ada", id, "bob", "god" as Role), "validation_failed");
});

test("the last owner cannot step down, also when two step down at once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(setRole("ada", id, "ada", "member"), "last_owner");
  await setRole("ada", id, "bob", "owner");
  const attempts = await Promise.allSettled([setRole("ada", id, "ada", "member"), setRole("bob", id, "bob", "member")]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a new role is told to the group and counts at once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(server.as("bob").call("conversations.update", { conversationId: id, title: "Mine" }), "forbidden");
  const heard = listen(await server.connect("bob"));
  await setRole("ada", id, "bob", "admin");
  await waitFor("two events", () => heard.length === 2);
  expect(heard[0]).toMatchObject({ name: "member.updated", payload: { member: { user: { id: "bob" }, role: "admin" } } });
  expect(heard[1]).toMatchObject({ name: "message.created", payload: { message: { notice: { kind: "role_changed", user: { id: "bob" }, role: "admin" } } } });
  expect(await server.as("bob").call("conversations.update", { conversationId: id, title: "Ours" })).toMatchObject({ title: "Ours", me: { role: "admin" } });
});

test("a role that is held already changes nothing", async () => {
  const { id, rev } = await newGroup(server, ["ada", "bob"]);
  expect(await setRole("ada", id, "bob", "member")).toMatchObject({ rev });
});
