import type { Output } from "@parley/protocol";
import { ask, expectRefusal, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Draft } from "./send.sql.ts";
import { SendQueue } from "./sendQueue.ts";

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  other = await startSecondNode(server);
});
afterAll(async () => {
  await other.stop();
  await server.stop();
});

const send = async (node: TestServer, userId: string, input: { conversationId: string; text: string; clientId?: string }) =>
  (await node.as(userId).call("messages.send", input)).message;
const stored = async (conversationId: string): Promise<{ seq: number; text: string }[]> =>
  (await server.pool.query("select seq::int, text from messages where conversation_id = $1 order by seq", [conversationId])).rows;

describe("a poisonous message", () => {
  const draft = (conversationId: string, fields: Partial<Draft> = {}): Draft => ({
    conversationId,
    senderId: "ada",
    clientId: null,
    text: "good",
    replySeq: null,
    mentions: null,
    previews: true,
    attachmentIds: null,
    ...fields,
  });

  test("I19 F21 fails alone: its neighbours in the batch are sent, once and in order", async () => {
    const [one, two] = [await newGroup(server, ["ada"]), await newGroup(server, ["ada"])];
    const queue = new SendQueue(server.server.app.pool);
    // What no validation lets through: PostgreSQL refuses the whole statement for the NUL, and for an id that is none.
    const outcomes = await Promise.allSettled([
      queue.append(draft(one.id, { text: "first" })),
      queue.append(draft(one.id, { text: "poison\0" })),
      queue.append(draft(two.id, { text: "elsewhere" })),
      queue.append(draft("no conversation")),
      queue.append(draft(one.id, { text: "second" })),
      queue.append(draft(one.id, { senderId: "mallory" })),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value.status : "failed"))).toEqual([
      "sent",
      "failed",
      "sent",
      "failed",
      "sent",
      "not_found",
    ]);
    expect((await stored(one.id)).map(({ seq, text }) => [seq, text])).toEqual([
      [1, ""],
      [2, "first"],
      [3, "second"],
    ]);
    expect(await stored(two.id)).toHaveLength(2);
    await queue.drain();
  });

  test("I2 fails alone in a later statement too: what an earlier one has sent is not sent again", async () => {
    const [calm, busy] = [await newGroup(server, ["ada"]), await newGroup(server, ["ada"])];
    await server.pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'nobody has thought of this'; end $$`);
    await server.pool.query("create trigger refuse before insert on messages for each row when (new.text = 'broken') execute function refuse()");
    // Another node holds one of the conversations and changes it, so that the first statement sends to the other one alone.
    const node = await server.pool.connect();
    await node.query("begin");
    await node.query("update conversations set last_rev = last_rev + 1 where id = $1", [busy.id]);
    const queue = new SendQueue(server.server.app.pool);
    const sent = queue.append(draft(calm.id, { text: "once" }));
    const failed = queue.append(draft(busy.id, { text: "broken" })).catch((error: Error) => error.message);
    const blocked = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await waitFor("the statement to wait for the lock", async () => (await server.pool.query(blocked)).rowCount);
    await node.query("commit");
    node.release();
    expect(await sent).toMatchObject({ status: "sent", seq: 2 });
    expect(await failed).toBe("nobody has thought of this");
    await queue.drain();
    expect((await stored(calm.id)).map(({ text }) => text)).toEqual(["", "once"]);
    expect((await stored(busy.id)).map(({ text }) => text)).toEqual([""]);
  });
});

describe("two nodes that send into one conversation", () => {
  test("I1 I4 number densely, whatever their snapshots said", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    const nodes = [server, other];
    const sends = Array.from({ length: 60 }, (_, index) =>
      send(nodes[index % 2] ?? server, ["ada", "bob", "cleo"][index % 3] ?? "", { conversationId: id, text: `${index}` }),
    );
    const messages = await Promise.all(sends);
    const rows = await stored(id);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
    expect(rows.slice(1)).toEqual(messages.map(({ seq, text }) => ({ seq, text })).sort((one, two) => one.seq - two.seq));
  });

  test("I2 give one message for retries on both, and refuse the same clientId for another text", async () => {
    const { id } = await newGroup(server, ["ada"]);
    for (let round = 0; round < 5; round++) {
      const input = { conversationId: id, text: "same", clientId: `c${round}` };
      const answers = await Promise.all([server, other, server, other].map((node) => send(node, "ada", input)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const different = await Promise.allSettled([
        send(server, "ada", { ...input, clientId: `d${round}` }),
        send(other, "ada", { ...input, clientId: `d${round}`, text: "other" }),
      ]);
      expect(different.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    }
    expect((await stored(id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
  });

  test("I4 stay dense while one of them changes the conversation in other ways", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    const titles = Array.from({ length: 15 }, (_, index) => other.as("ada").call("conversations.update", { conversationId: id, title: `Title ${index}` }));
    const sends = Array.from({ length: 30 }, (_, index) => send(server, "bob", { conversationId: id, text: `${index}` }));
    await Promise.all([...titles, ...sends]);
    const rows = await stored(id);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 46 }, (_, index) => index + 1));
    const { rev } = await server.as("ada").call("conversations.get", { conversationId: id });
    expect(rev).toBe(2 + 2 * 15 + 30);
  });

  test("I13 I21 once a removal on one node is acknowledged, the other refuses the removed", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    await send(server, "bob", { conversationId: id, text: "before" });
    let removed = false;
    const late: string[] = [];
    const stream = async () => {
      for (let index = 0; ; index++) {
        const wasRemoved = removed;
        try {
          await send(server, "bob", { conversationId: id, text: `${index}` });
          if (wasRemoved) late.push(`${index}`);
        } catch (error) {
          return (error as { code: string }).code;
        }
      }
    };
    const streams = [stream(), stream()];
    await other.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
    removed = true;
    expect(await Promise.all(streams)).toEqual(["not_found", "not_found"]);
    expect(late).toEqual([]);
    const seqs = (await stored(id)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    await expectRefusal(send(server, "bob", { conversationId: id, text: "after" }), "not_found");
    await expectRefusal(send(other, "bob", { conversationId: id, text: "after" }), "not_found");
  });
});

test("I5 twins wait for each other, and what a socket sends after them comes after them", async () => {
  const { id } = await newGroup(server, ["ada"]);
  const socket = await server.connect("ada");
  const texts: [string, string?][] = [["a", "k1"], ["b"], ["a", "k1"], ["c"], ["d", "k2"], ["d", "k2"], ["e"]];
  const sends = texts.map(([text, clientId]) =>
    ask<Output<"messages.send">>(socket, "message:send", { conversationId: id, text, ...(clientId && { clientId }) }),
  );
  const messages = await Promise.all(sends);
  expect(messages[2]).toEqual(messages[0]);
  expect((await stored(id)).slice(1).map(({ text }) => text)).toEqual(["a", "b", "c", "d", "e"]);
});
