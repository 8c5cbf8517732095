import { expectRefusal, listen, newDirect, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

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

describe("I13 a history since joining hides what was before", () => {
  let id: string;
  let secret: { id: string; seq: number };
  let first: { seq: number };
  beforeAll(async () => {
    ({ id } = await newGroup(server, ["ada", "bob"], { history: "since_join" }));
    await say(id, "secret zero");
    secret = await say(id, "secret one");
    await server.as("ada").call("messages.pin", { messageId: secret.id, pinned: true });
    await add("ada", id, "cleo");
    first = (await server.as("ada").call("messages.send", { conversationId: id, text: "welcome", replyTo: secret.id })).message;
  });
  const cleo = () => server.as("cleo");

  test("on every path of reading", async () => {
    const answers = {
      list: await cleo().call("messages.list", { conversationId: id }),
      before: await cleo().call("messages.list", { conversationId: id, before: first.seq }),
      around: await cleo().call("messages.list", { conversationId: id, around: secret.seq }),
      after: await cleo().call("messages.list", { conversationId: id, after: 0 }),
      pins: await cleo().call("messages.listPinned", { conversationId: id }),
      changes: await cleo().call("messages.changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 }),
      sync: await cleo().call("messages.sync", { known: [{ conversationId: id, rev: 0, version: 0 }] }),
      conversation: await cleo().call("conversations.get", { conversationId: id }),
      conversations: await cleo().call("conversations.list", {}),
    };
    expect(JSON.stringify(answers)).not.toContain("secret");
    expect(answers.list.messages.map(({ seq }) => seq)).toEqual([first.seq - 1, first.seq]);
    expect(answers.list).toMatchObject({ hasOlder: false, quoted: [] });
    expect(answers.pins.messages).toEqual([]);
    await expectRefusal(cleo().call("messages.get", { messageId: secret.id }), "not_found");
  });

  test("from every change", async () => {
    await expectRefusal(cleo().call("messages.react", { messageId: secret.id, emoji: "👍" }), "not_found");
    await expectRefusal(cleo().call("messages.pin", { messageId: secret.id, pinned: false }), "not_found");
    await expectRefusal(cleo().call("messages.delete", { messageId: secret.id }), "not_found");
    await expectRefusal(cleo().call("messages.edit", { messageId: secret.id, text: "x" }), "not_found");
    await expectRefusal(cleo().call("messages.send", { conversationId: id, text: "what was it?", replyTo: secret.id }), "reply_not_found");
  });

  test("from the events about earlier messages, while those about later ones are heard", async () => {
    const [newcomer, old] = [listen(await server.connect("cleo")), listen(await server.connect("bob"))];
    await server.as("ada").call("messages.edit", { messageId: secret.id, text: "secret two" });
    await server.as("bob").call("messages.react", { messageId: secret.id, emoji: "🤫" });
    await server.as("ada").call("messages.pin", { messageId: secret.id, pinned: false });
    await server.as("ada").call("messages.delete", { messageId: secret.id });
    const last = await say(id, "for all");
    await waitFor("both to hear the last", () =>
      [newcomer, old].every((heard) => heard.some(({ payload }) => "message" in payload && payload.message.id === last.id)),
    );
    expect(old.map(({ name }) => name)).toEqual(["message.edited", "message.reacted", "message.pinned", "message.deleted", "message.created"]);
    expect(newcomer.map(({ name }) => name)).toEqual(["message.created"]);
  });

  test("also after coming back", async () => {
    await server.as("cleo").call("conversations.leave", { conversationId: id });
    await say(id, "secret while away");
    await add("ada", id, "cleo");
    const answers = [
      await cleo().call("messages.list", { conversationId: id }),
      await cleo().call("messages.changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 }),
    ];
    expect(JSON.stringify(answers)).not.toContain("secret");
    expect(JSON.stringify(answers)).not.toContain("welcome");
  });
});
