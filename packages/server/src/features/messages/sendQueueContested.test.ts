import type { Message } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Draft } from "./send.sql.ts";
import { SendQueue } from "./sendQueue.ts";

let one: TestServer;
let other: TestServer;
beforeAll(async () => {
  one = await startTestServer();
  other = await startSecondNode(one);
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

const newConversation = async () => (await newGroup(one, ["ada", "bob", "cleo"])).id;
const send = async (node: TestServer, userId: string, conversationId: string, text: string, clientId?: string): Promise<Message> =>
  (await node.as(userId).call("messages.send", { conversationId, text, ...(clientId !== undefined && { clientId }) })).message;
const seqsOf = async (conversationId: string): Promise<number[]> =>
  (await one.pool.query("select seq::int from messages where conversation_id = $1 order by seq", [conversationId])).rows.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const draft = (conversationId: string, text: string, more: Partial<Draft> = {}): Draft => ({
  conversationId,
  senderId: "ada",
  clientId: null,
  text,
  replySeq: null,
  mentions: null,
  previews: true,
  attachmentIds: null,
  ...more,
});

test("I21 once a removal on one node is acknowledged, the other node sends nothing more of theirs", async () => {
  const id = await newConversation();
  const socket = await one.connect("bob");
  for (let round = 0; round < 8; round += 1) {
    // Sends stream into node one while node two removes the sender.
    const streaming = Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => ask<{ message: Message }>(socket, "message:send", { conversationId: id, text: `${round}.${index}` })),
    );
    const { lastSeq } = await other.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
    await expectRefusal(send(one, "bob", id, "still here?"), "not_found");
    await expectRefusal(ask(socket, "message:send", { conversationId: id, text: "and here?" }), "not_found");
    for (const outcome of await streaming) if (outcome.status === "fulfilled") expect(outcome.value.message.seq).toBeLessThan(lastSeq);
    await other.as("ada").call("conversations.addMembers", { conversationId: id, userIds: ["bob"] });
    expect(await send(one, "bob", id, "back again")).toMatchObject({ seq: lastSeq + 2 });
  }
});

test("I4 I5 a sender's order holds on each node while both write", async () => {
  const id = await newConversation();
  const sockets = [await one.connect("ada"), await other.connect("ada"), await other.connect("bob")];
  const all = await Promise.all(
    sockets.map((socket) => Promise.all(upTo(150).map((n) => ask<{ message: Message }>(socket, "message:send", { conversationId: id, text: `${n}` })))),
  );
  for (const answers of all) {
    const seqs = answers.map(({ message }) => message.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  }
  expect(await seqsOf(id)).toEqual(upTo(451));
});

/** A pool on which every send finds that `change` was committed while it waited for the conversation: the worst a neighbour node can do. */
function contested(conversationId: string, change: (client: pg.PoolClient, attempt: number) => Promise<unknown>): { pool: pg.Pool; attempts: () => number } {
  const pool = new pg.Pool({ connectionString: one.server.app.config.databaseUrl ?? "", max: 4 });
  const query = pool.query.bind(pool) as (statement: unknown) => Promise<unknown>;
  let attempts = 0;
  const contest = async (statement: unknown) => {
    attempts += 1;
    const client = await pool.connect();
    await client.query("begin");
    await client.query("update conversations set last_rev = last_rev + 1 where id = $1", [conversationId]);
    await change(client, attempts);
    const result = query(statement);
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await waitFor("the send to wait for the lock", async () => (await one.pool.query(waiting)).rows.length > 0);
    await client.query("commit");
    client.release();
    return result;
  };
  return { pool: Object.assign(pool, { query: contest }), attempts: () => attempts };
}

test("I4 a conversation that changes under every attempt is locked first, and the message is sent", async () => {
  const id = await newConversation();
  const { pool, attempts } = contested(id, async () => {});
  const outcomes = await Promise.all(["first", "second"].map((text) => new SendQueue(pool).append(draft(id, text))));
  expect(outcomes.map(({ status }) => status)).toEqual(["sent", "sent"]);
  expect(attempts()).toBeGreaterThanOrEqual(3);
  expect(await seqsOf(id)).toEqual([1, 2, 3]);
  await pool.end();
});

test.each([1, 3])("I21 a sender removed during attempt %i is judged by the membership after it", async (at) => {
  const id = await newConversation();
  const gone = "update members set left_at = now() where conversation_id = $1 and user_id = 'ada'";
  const { pool, attempts } = contested(id, async (client, attempt) => attempt === at && client.query(gone, [id]));
  expect(await new SendQueue(pool).append(draft(id, "too late"))).toMatchObject({ status: "not_found" });
  expect(attempts()).toBeGreaterThanOrEqual(at);
  expect(await seqsOf(id)).toEqual([1]);
  await pool.end();
});

test("I2 twins that wait in one queue are one message even beside a poison message", async () => {
  const id = await newConversation();
  const queue = new SendQueue(one.server.app.pool);
  const drafts = [draft(id, "x", { clientId: "twin" }), draft(id, "\0"), draft(id, "x", { clientId: "twin" }), draft(id, "y")];
  const outcomes = await Promise.allSettled(drafts.map((each) => queue.append(each)));
  expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? [outcome.value.status, outcome.value.seq] : null))).toEqual([
    ["sent", 2],
    null,
    ["duplicate", 2],
    ["sent", 3],
  ]);
});

test("drain waits for every answer, more than one statement's worth", async () => {
  const id = await newConversation();
  const queue = new SendQueue(one.server.app.pool);
  let answered = 0;
  for (const n of upTo(1200)) void queue.append(draft(id, `${n}`)).then(() => (answered += 1));
  await queue.drain();
  expect(answered).toBe(1200);
  expect(await seqsOf(id)).toEqual(upTo(1201));
});
