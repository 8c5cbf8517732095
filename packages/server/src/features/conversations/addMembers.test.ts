import { expectRefusal, listen, newDirect, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await signIn(server, ["cleo", "dora", "emil"]);
});
afterAll(() => server.stop());

const add = (userId: string, conversationId: string, ...userIds: string[]) => server.as(userId).call("conversations.addMembers", { conversationId, userIds });
const say = async (conversationId: string, text: string) => (await server.as("ada").call("messages.send", { conversationId, text })).message;

test("addMembers refuses strangers, plain members and direct conversations", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(add("mallory", id, "mallory"), "not_found");
  await expectRefusal(add("bob", id, "cleo"), "forbidden");
  await expectRefusal(add("ada", (await newDirect(server, "ada", "bob")).id, "cleo"), "direct_conversation");
});

test("addMembers refuses people who do not exist, adding none, and people who are all members already", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const refused = await expectRefusal(add("ada", id, "cleo", "nobody"), "user_unknown");
  expect(refused.details).toMatchObject({ userIds: ["nobody"] });
  expect((await server.as("ada").call("conversations.get", { conversationId: id })).memberCount).toBe(2);
  await expectRefusal(add("ada", id, "bob", "ada"), "already_a_member");
  await expectRefusal(add("ada", id), "validation_failed");
});

test("newcomers and members hear it, those who are members already are passed over", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const [bob, cleo, dora] = [listen(await server.connect("bob")), listen(await server.connect("cleo")), listen(await server.connect("dora"))];
  const conversation = await add("ada", id, "bob", "cleo", "cleo");
  expect(conversation).toMatchObject({ memberCount: 3, lastSeq: 2 });
  await waitFor("both to hear", () => bob.length === 2 && cleo.length === 2);
  expect(cleo).toEqual(bob);
  expect(cleo[0]).toMatchObject({ name: "member.added", payload: { memberCount: 3, members: [{ user: { id: "cleo" }, role: "member" }] } });
  expect(cleo[1]).toMatchObject({ name: "message.created", payload: { message: { notice: { kind: "members_added", users: [{ id: "cleo" }] } } } });
  expect(dora).toEqual([]);
});

test("what was said before is never unread, and readable where the history is for all", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const earlier = await say(id, "before");
  await add("ada", id, "cleo");
  const { me } = await server.as("cleo").call("conversations.get", { conversationId: id });
  expect(me).toMatchObject({ readSeq: 2, unread: 1 });
  expect(await server.as("cleo").call("messages.get", { messageId: earlier.id })).toMatchObject({ message: { text: "before" } });
});

test("who left and comes back is a plain member with a place in the order of joining anew", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "bob", role: "admin" });
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await add("ada", id, "bob");
  const { members } = await server.as("ada").call("conversations.listMembers", { conversationId: id });
  expect(members.map(({ user, role, leftAt }) => [user.id, role, leftAt])).toEqual([
    ["ada", "owner", null],
    ["cleo", "member", null],
    ["bob", "member", null],
  ]);
});

test("the same people added twice at once are added once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const attempts = await Promise.allSettled([add("ada", id, "cleo", "dora"), add("ada", id, "cleo", "dora")]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await server.as("ada").call("conversations.get", { conversationId: id })).memberCount).toBe(4);
});

test("R+API-03 only owners add admins", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "bob", role: "admin" });
  const addAdmin = (userId: string) => server.as(userId).call("conversations.addMembers", { conversationId: id, userIds: ["cleo"], role: "admin" });
  await expectRefusal(addAdmin("bob"), "forbidden");
  expect((await server.as("ada").call("conversations.get", { conversationId: id })).memberCount).toBe(2);
  expect((await addAdmin("ada")).members).toContainEqual(expect.objectContaining({ user: expect.objectContaining({ id: "cleo" }), role: "admin" }));
});
