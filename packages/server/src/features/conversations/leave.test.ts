import { expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const leave = (userId: string, conversationId: string) => server.as(userId).call("conversations.leave", { conversationId });
const rolesOf = async (userId: string, conversationId: string) =>
  Object.fromEntries((await server.as(userId).call("conversations.listMembers", { conversationId })).members.map(({ user, role }) => [user.id, role]));

test("leave refuses strangers, people who left already, and direct conversations", async () => {
  const group = await newGroup(server, ["ada", "bob"]);
  await expectRefusal(leave("mallory", group.id), "not_found");
  await leave("bob", group.id);
  await expectRefusal(leave("bob", group.id), "not_found");
  await expectRefusal(leave("ada", (await newDirect(server, "ada", "bob")).id), "direct_conversation");
});

test("what cannot be left is archived where that is asked for, and only then; a group is left all the same", async () => {
  const [direct, group] = [await newDirect(server, "ida", "jon"), await newGroup(server, ["jon", "ida"])];
  const putAway = (userId: string, conversationId: string) => server.as(userId).call("conversations.leave", { conversationId, direct: "archive" });
  await expectRefusal(putAway("mallory", direct.id), "not_found");
  await expectRefusal(leave("ida", direct.id), "direct_conversation");
  expect([await putAway("ida", direct.id), await putAway("ida", group.id)]).toEqual([{}, {}]);
  const [mine, theirs] = await Promise.all(["ida", "jon"].map((userId) => server.as(userId).call("conversations.get", { conversationId: direct.id })));
  expect([mine?.me.archived, theirs?.me.archived]).toEqual([true, false]);
  expect(mine?.members).toHaveLength(2);
  await expectRefusal(server.as("ida").call("conversations.get", { conversationId: group.id }), "not_found");
});

test("T-P-16 R+API-04 defect 10: who leaves hears it last of all, and can do nothing there any more", async () => {
  const { id } = await newGroup(server, ["ada", "gert"]);
  const { message } = await server.as("gert").call("messages.send", { conversationId: id, text: "bye" });
  const [stays, goes] = [listen(await server.connect("ada")), listen(await server.connect("gert"))];
  expect(await leave("gert", id)).toEqual({});
  await server.as("ada").call("messages.send", { conversationId: id, text: "he is gone" });
  await waitFor("ada to hear it all", () => stays.length === 3);
  expect(stays[0]).toMatchObject({ name: "member.removed", payload: { userId: "gert", memberCount: 1 } });
  expect(stays[1]).toMatchObject({ name: "message.created", payload: { message: { notice: { kind: "member_left", user: { id: "gert" } } } } });
  expect(goes).toEqual([stays[0]]);
  const gert = server.as("gert");
  await expectRefusal(gert.call("messages.list", { conversationId: id }), "not_found");
  await expectRefusal(gert.call("messages.send", { conversationId: id, text: "one more thing" }), "not_found");
  await expectRefusal(gert.call("messages.delete", { messageId: message.id }), "not_found");
  expect((await gert.call("conversations.list", {})).conversations).toEqual([]);
});

test("when the last owner leaves, the longest-standing admin becomes owner, else the longest-standing member", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo", "dora"]);
  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "dora", role: "admin" });
  await leave("ada", id);
  expect(await rolesOf("bob", id)).toEqual({ bob: "member", cleo: "member", dora: "owner" });
  await leave("dora", id);
  expect(await rolesOf("cleo", id)).toEqual({ bob: "owner", cleo: "member" });
});

test("nobody is promoted while another owner stays, and the last one out leaves an empty group", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "cleo", role: "owner" });
  await leave("ada", id);
  expect(await rolesOf("bob", id)).toEqual({ bob: "member", cleo: "owner" });
  await leave("cleo", id);
  await leave("bob", id);
  await expectRefusal(server.as("bob").call("conversations.get", { conversationId: id }), "not_found");
});

test("owners who leave together never leave a group without one", async () => {
  const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
  await server.as("ada").call("conversations.setRole", { conversationId: id, userId: "bob", role: "owner" });
  await Promise.all([leave("ada", id), leave("bob", id)]);
  expect(await rolesOf("cleo", id)).toEqual({ cleo: "owner" });
});
