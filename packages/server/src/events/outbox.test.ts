import type { ParleyEvent } from "@parley/protocol";
import { listen, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const countOutbox = async (): Promise<number> => (await server.pool.query("select count(*)::int as count from outbox")).rows[0].count;

/** The outbox row of a process that died between its commit and telling anybody. */
async function leaveBehind(event: string, conversationId: string, rev: number, seq: number): Promise<void> {
  await server.pool.query(
    "insert into outbox (event, conversation_ids, revs, seqs, created_at) values ($1, array[$2::uuid], array[$3::bigint], array[$4::bigint], now() - interval '1 minute')",
    [event, conversationId, rev, seq],
  );
}

const heardOf = (events: ParleyEvent[], conversationId: string) =>
  events.filter(({ payload }) => "conversationId" in payload && payload.conversationId === conversationId);

describe("I15 what a crash has left in the outbox", () => {
  test("a message that was committed and told to nobody is told, and its row goes", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
    const heard = listen(await server.connect("bob"));
    // As the send statement leaves it when the process dies right after.
    await server.pool.query("insert into messages (conversation_id, seq, rev, sender_id, client_id, text) values ($1, 2, 3, 'ada', 'c1', 'almost lost')", [id]);
    await server.pool.query("update conversations set last_seq = 2, last_rev = 3 where id = $1", [id]);
    await leaveBehind("message.created", id, 3, 2);
    await waitFor("bob to hear it", () => heardOf(heard, id).length > 0);
    const { message } = await server.as("bob").call("messages.get", { messageId: `${id}.2` });
    expect(heardOf(heard, id)).toEqual([{ name: "message.created", payload: { conversationId: id, rev: 3, message } }]);
    expect(message.text).toBe("almost lost");
    await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
  });

  test("a change of the conversation is told as its present state", async () => {
    const { id, rev } = await newGroup(server, ["ada", "bob"], { title: "Now" });
    const heard = listen(await server.connect("bob"));
    await leaveBehind("member.added", id, 1, 0);
    await leaveBehind("conversation.updated", "0190a0b0-0000-7000-8000-000000000000", 1, 0);
    await waitFor("bob to hear it", () => heardOf(heard, id).length > 0);
    expect(heardOf(heard, id)).toMatchObject([{ name: "conversation.updated", payload: { rev, conversation: { title: "Now", memberCount: 2 } } }]);
    await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
  });

  test("I10 I13 a deleted text is not told again, nor anything to who was removed or may not read it", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"], { history: "since_join" });
    const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "top secret" });
    await server.as("ada").call("messages.delete", { messageId: message.id });
    await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "cleo" });
    await server.as("dora").call("users.me", {});
    await server.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["dora"] });
    const [bob, cleo, dora] = [listen(await server.connect("bob")), listen(await server.connect("cleo")), listen(await server.connect("dora"))];
    await leaveBehind("message.created", id, message.rev, message.seq);
    // Told to everybody who is a member now: when dora has it, the one before it has been told.
    await leaveBehind("conversation.updated", id, 1, 0);
    await waitFor("dora to hear the second", () => heardOf(dora, id).length > 0);
    expect(heardOf(bob, id)).toMatchObject([
      { name: "message.created", payload: { message: { id: message.id, text: "", deletedAt: expect.any(String) } } },
      { name: "conversation.updated" },
    ]);
    expect(heardOf(dora, id).map(({ name }) => name)).toEqual(["conversation.updated"]);
    expect(heardOf(cleo, id)).toEqual([]);
  });

  test("a node that starts tells it before it waits for anything", async () => {
    const { id } = await newGroup(server, ["ada"]);
    await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
    await leaveBehind("conversation.updated", id, 1, 0);
    const other = await startSecondNode(server);
    try {
      await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
    } finally {
      await other.stop();
    }
  });
});

test("after ordinary changes of every kind the outbox becomes empty by itself", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const sent = await Promise.all(Array.from({ length: 30 }, (_, index) => server.as("ada").call("messages.send", { conversationId: id, text: `${index}` })));
  const messageId = sent[0]?.message.id ?? "";
  await server.as("ada").call("messages.edit", { messageId, text: "edited" });
  await server.as("bob").call("messages.react", { messageId, emoji: "👍" });
  await server.as("ada").call("conversations.update", { conversationId: id, title: "Title" });
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
});

test("what was refused leaves nothing in the outbox", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await waitFor("the outbox to be empty", async () => (await countOutbox()) === 0);
  await Promise.allSettled([
    server.as("mallory").call("messages.send", { conversationId: id, text: "let me in" }),
    server.as("bob").call("conversations.update", { conversationId: id, title: "Mine" }),
    server.as("bob").call("messages.pin", { messageId: `${id}.1`, pinned: true }),
  ]);
  expect(await countOutbox()).toBe(0);
});
