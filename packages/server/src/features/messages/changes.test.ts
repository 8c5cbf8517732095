import { limits, type Message, type Output } from "@parley/protocol";
import { expectRefusal, newDirect, newGroup, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo", "eve"])).id;
});
afterAll(() => server.stop());

type Since = { sinceRev: number; sinceSeq: number; limit?: number };
const changes = (userId: string, since: Since, conversationId = groupId) => server.as(userId).call("messages.changes", { conversationId, ...since });
const send = async (text: string, conversationId = groupId): Promise<Message> =>
  (await server.as("ada").call("messages.send", { conversationId, text })).message;
const position = async (conversationId = groupId): Promise<Since> => {
  const { rev, lastSeq } = await server.as("ada").call("conversations.get", { conversationId });
  return { sinceRev: rev, sinceSeq: lastSeq };
};

test("S6 changes answers strangers and former members as if there were no such conversation", async () => {
  await server.as("eve").call("conversations.leave", { conversationId: groupId });
  const former = await expectRefusal(changes("eve", { sinceRev: 0, sinceSeq: 0 }), "not_found");
  const stranger = await expectRefusal(changes("mallory", { sinceRev: 0, sinceSeq: 0 }), "not_found");
  expect(former.toBody()).toEqual(stranger.toBody());
});

test("S35 positions and limits that cannot be are refused", async () => {
  for (const since of [
    { sinceRev: -1, sinceSeq: 0 },
    { sinceRev: 0, sinceSeq: 1.5 },
    { sinceRev: 2 ** 60, sinceSeq: 0 },
  ])
    await expectRefusal(changes("ada", since), "validation_failed");
  for (const limit of [0, limits.syncPage + 1]) await expectRefusal(changes("ada", { sinceRev: 0, sinceSeq: 0, limit }), "validation_failed");
});

test("I8 nothing new is an empty answer that says so", async () => {
  const here = await position();
  const answer = await changes("bob", here);
  expect(answer).toMatchObject({ reset: false, messages: [], members: [], more: false, rev: here.sinceRev, seq: here.sinceSeq });
  expect(answer.conversation).toEqual(await server.as("bob").call("conversations.get", { conversationId: groupId }));
});

test("I8 every kind of change after a position comes once, by rev, as it is now", async () => {
  const old = [await send("edited later"), await send("deleted later"), await send("liked later"), await send("pinned later"), await send("left alone")];
  const here = await position();
  const call = server.as("ada").call;
  const pinned = (await call("messages.pin", { messageId: old[3]?.id ?? "", pinned: true })).message;
  await call("messages.edit", { messageId: old[0]?.id ?? "", text: "edited once" });
  const fresh = await send("new and edited");
  const liked = (await call("messages.react", { messageId: old[2]?.id ?? "", emoji: "👍" })).message;
  const edited = (await call("messages.edit", { messageId: old[0]?.id ?? "", text: "edited twice" })).message;
  const deleted = (await call("messages.delete", { messageId: old[1]?.id ?? "" })).message;
  const last = await send("untouched");
  const freshNow = (await call("messages.edit", { messageId: fresh.id, text: "corrected" })).message;
  const answer = await changes("bob", here);
  expect(answer.messages).toEqual([pinned, liked, edited, deleted, last, freshNow]);
  expect(answer).toMatchObject({ reset: false, more: false, rev: freshNow.rev, seq: last.seq });
});

test("I8 members who came, went, or have another role come too", async () => {
  const here = await position();
  await server.as("dora").call("users.me", {});
  await server.as("ada").call("conversations.addMembers", { conversationId: groupId, userIds: ["dora"] });
  await server.as("ada").call("conversations.setRole", { conversationId: groupId, userId: "bob", role: "admin" });
  await server.as("cleo").call("conversations.leave", { conversationId: groupId });
  const { members } = await changes("bob", here);
  expect(members.map(({ user, role, leftAt }) => [user.id, role, leftAt === null])).toEqual([
    ["dora", "member", true],
    ["bob", "admin", true],
    ["cleo", "member", false],
  ]);
});

test("I8 marks of all members come with every answer, also when nothing else is new", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const { seq } = await send("read me", id);
  const here = await position(id);
  await server.as("bob").call("receipts.read", { conversationId: id, seq });
  const marks = (answer: Output<"messages.changes">) => answer.marks.toSorted((one, other) => one.userId.localeCompare(other.userId));
  const expected = ["ada", "bob"].map((userId) => ({ userId, readSeq: seq, deliveredSeq: seq }));
  expect(marks(await changes("ada", here, id))).toEqual(expected);
  expect(marks(await changes("ada", { sinceRev: 0, sinceSeq: 0 }, id))).toEqual(expected);
});

test("I11 in a group of more than 256 no marks are told", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await server.pool.query("update conversations set member_count = $2 where id = $1", [id, limits.receiptMembers + 1]);
  expect((await changes("ada", { sinceRev: 0, sinceSeq: 0 }, id)).marks).toEqual([]);
});

test("I8 a position from another history, ahead of this one, is answered with reset", async () => {
  const { sinceRev, sinceSeq } = await position();
  for (const since of [
    { sinceRev: sinceRev + 1, sinceSeq },
    { sinceRev, sinceSeq: sinceSeq + 1 },
    { sinceRev: 1_000_000, sinceSeq: 0 },
  ])
    expect(await changes("bob", since)).toMatchObject({ reset: true, messages: [], members: [], marks: [], more: false, rev: sinceRev, seq: sinceSeq });
});

test("I8 a gap of 2,000 changes is told, one more is answered with reset", async () => {
  const { id } = await newDirect(server, "ada", "dora");
  await Promise.all(Array.from({ length: limits.syncChanges + 1 }, (_, index) => send(`text ${index}`, id)));
  const { sinceRev } = await position(id);
  const behind = sinceRev - limits.syncChanges;
  expect(await changes("dora", { sinceRev: behind - 1, sinceSeq: 0 }, id)).toMatchObject({ reset: true, messages: [], rev: sinceRev });
  const seqs: number[] = [];
  let since: Since = { sinceRev: behind, sinceSeq: 1 };
  for (let more = true; more; ) {
    const answer = await changes("dora", since, id);
    expect(answer.reset).toBe(false);
    expect(answer.messages.length).toBeLessThanOrEqual(limits.syncPage);
    seqs.push(...answer.messages.map(({ seq }) => seq));
    since = { sinceRev: answer.rev, sinceSeq: answer.seq };
    more = answer.more;
  }
  expect(seqs).toEqual(Array.from({ length: limits.syncChanges }, (_, index) => index + 2));
});
