import { limits, type ParleyEvent } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const send = (userId: string, conversationId: string, text = "hello") => server.as(userId).call("messages.send", { conversationId, text });
const read = (userId: string, conversationId: string, seq: number) => server.as(userId).call("receipts.read", { conversationId, seq });
const delivered = (userId: string, conversationId: string, seq: number) => server.as(userId).call("receipts.delivered", { conversationId, seq });
const named = (heard: ParleyEvent[], name: string) => heard.filter((event) => event.name === name).map((event) => event.payload);

/** What the table says of a member, and the unread messages counted one by one. */
async function recount(conversationId: string): Promise<{ user_id: string; read_seq: number; delivered_seq: number; unread: number; last_seq: number }[]> {
  const { rows } = await server.pool.query(
    `select m.user_id, m.read_seq::int, m.delivered_seq::int, c.last_seq::int,
      (select count(*)::int from messages x where x.conversation_id = c.id and x.seq > m.read_seq) as unread
      from members m join conversations c on c.id = m.conversation_id where c.id = $1 order by m.user_id`,
    [conversationId],
  );
  return rows;
}

test("defect 5: read and delivered refuse a stranger, somebody who has left, and a conversation that does not exist", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await server.as("bob").call("conversations.leave", { conversationId: id });
  await send("ada", id);
  const before = await recount(id);
  const nowhere = "0190a0b0-0000-7000-8000-000000000000";
  for (const mark of [read, delivered]) {
    await expectRefusal(mark("mallory", id, 3), "not_found");
    await expectRefusal(mark("bob", id, 3), "not_found");
    await expectRefusal(mark("ada", nowhere, 3), "not_found");
  }
  expect(await recount(id)).toEqual(before);
});

describe("where a mark goes", () => {
  test("I11 N-T-03 defect 4: marks only move forward and stop at the newest message", async () => {
    const { id } = await newDirect(server, "ada", "bob");
    for (let count = 0; count < 5; count++) await send("ada", id);
    expect(await read("bob", id, 3)).toEqual({ readSeq: 3, deliveredSeq: 3 });
    expect(await read("bob", id, 1)).toEqual({ readSeq: 3, deliveredSeq: 3 });
    expect(await read("bob", id, 0)).toEqual({ readSeq: 3, deliveredSeq: 3 });
    expect(await delivered("bob", id, 2)).toEqual({ readSeq: 3, deliveredSeq: 3 });
    expect(await read("bob", id, Number.MAX_SAFE_INTEGER)).toEqual({ readSeq: 5, deliveredSeq: 5 });
    await send("ada", id);
    expect((await server.as("bob").call("conversations.get", { conversationId: id })).me).toMatchObject({ readSeq: 5, unread: 1 });
  });

  test("I12 what is read is delivered; what is delivered is not read", async () => {
    const { id } = await newDirect(server, "ada", "cleo");
    for (let count = 0; count < 4; count++) await send("ada", id);
    expect(await delivered("cleo", id, 2)).toEqual({ readSeq: 0, deliveredSeq: 2 });
    expect(await read("cleo", id, 3)).toEqual({ readSeq: 3, deliveredSeq: 3 });
    // In one burst, and so in one write.
    expect(await Promise.all([delivered("cleo", id, 1), read("cleo", id, 4)])).toContainEqual({ readSeq: 4, deliveredSeq: 4 });
  });

  test("I11 I12 defect 14: after any sends and marks at once, unread equals a recount for every member", async () => {
    const people = ["ann", "ben", "cem", "dia"];
    const step = fc.record({
      who: fc.constantFrom(...people),
      what: fc.constantFrom("send", "send", "read", "delivered"),
      seq: fc.integer({ min: 0, max: 40 }),
    });
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { id } = await newGroup(server, people);
      const answers = await Promise.all(
        steps.map(async ({ who, what, seq }) => {
          if (what === "send") return { who, readSeq: (await send(who, id)).message.seq, deliveredSeq: 0 };
          return { who, ...(await (what === "read" ? read : delivered)(who, id, seq)) };
        }),
      );
      for (const row of await recount(id)) {
        const { me, lastSeq } = await server.as(row.user_id).call("conversations.get", { conversationId: id });
        expect(me).toMatchObject({ unread: row.unread, readSeq: row.read_seq, deliveredSeq: row.delivered_seq });
        expect(me.unread).toBeGreaterThanOrEqual(0);
        expect(me.deliveredSeq).toBeGreaterThanOrEqual(me.readSeq);
        expect(lastSeq).toBeGreaterThanOrEqual(me.deliveredSeq);
        for (const answer of answers.filter(({ who }) => who === row.user_id)) expect(me.readSeq).toBeGreaterThanOrEqual(answer.readSeq);
      }
    });
    await fc.assert(property, { numRuns: 12, endOnFailure: true });
  });

  test("I11 marks made while messages are sent are all kept", async () => {
    const readers = ["r1", "r2", "r3", "r4"];
    const { id } = await newGroup(server, ["ada", ...readers]);
    let newest = 1;
    let sending = true;
    const marking = readers.map(async (reader) => {
      for (let before = 0; sending; ) {
        const asked = newest;
        const { readSeq } = await read(reader, id, asked);
        expect(readSeq).toBeGreaterThanOrEqual(Math.max(asked, before));
        before = readSeq;
      }
    });
    for (let round = 0; round < 30; round++) {
      const sent = await Promise.all(Array.from({ length: 10 }, () => send(round % 2 === 0 ? "ada" : "r1", id)));
      newest = Math.max(...sent.map(({ message }) => message.seq));
    }
    sending = false;
    await Promise.all(marking);
    await Promise.all(readers.map((reader) => read(reader, id, newest)));
    expect((await recount(id)).filter(({ user_id }) => user_id !== "ada").map(({ unread }) => unread)).toEqual([0, 0, 0, 0]);
  });
});

describe("who hears of a mark", () => {
  test("F-EV-03 N-T-11 all of the reader's devices hear their own position, and the members hear the marks", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo"]);
    const [phone, laptop, other, stranger] = await Promise.all(["bob", "bob", "ada", "mallory"].map((userId) => server.connect(userId)));
    if (!phone || !laptop || !other || !stranger) throw new Error("not connected");
    const heard = [phone, laptop, other, stranger].map(listen);
    await send("cleo", id);
    expect(await ask(phone, "message:read", { conversationId: id, seq: 2 })).toEqual({ readSeq: 2, deliveredSeq: 2 });
    await waitFor("the other device to hear", () => named(heard[1] ?? [], "membership.updated").length > 0);
    await waitFor("the member to hear", () => named(heard[2] ?? [], "receipt.updated").length > 0);
    for (const own of heard.slice(0, 2))
      expect(named(own, "membership.updated")).toMatchObject([{ conversationId: id, membership: { readSeq: 2, unread: 0 } }]);
    expect(named(heard[2] ?? [], "receipt.updated")).toEqual([
      { conversationId: id, userId: "bob", readSeq: 2, deliveredSeq: 2, readAt: expect.stringMatching(/Z$/) },
    ]);
    expect(named(heard[2] ?? [], "membership.updated")).toEqual([]);
    await ask(stranger, "user:me");
    expect(heard[3]).toEqual([]);
  });

  test("a mark that moves nothing is not told, and one of delivery alone not to one's own devices", async () => {
    const { id } = await newDirect(server, "ada", "dora");
    for (let count = 0; count < 2; count++) await send("ada", id);
    const socket = await server.connect("dora");
    const heard = listen(socket);
    for (const seq of [1, 1, 0]) await ask(socket, "message:delivered", { conversationId: id, seq });
    for (const seq of [2, 2, 1]) await ask(socket, "message:read", { conversationId: id, seq });
    await ask(socket, "user:me");
    expect(named(heard, "receipt.updated").map((payload) => (payload as { readSeq: number }).readSeq)).toEqual([0, 2]);
    // Whoever is told of readers, and not of deliveries, tells them apart by this.
    expect(named(heard, "receipt.updated").map((payload) => "readAt" in (payload as object))).toEqual([false, true]);
    expect(named(heard, "membership.updated")).toHaveLength(1);
  });

  test("in a group above limits.receiptMembers marks stay with their owner", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    await server.pool.query("insert into users (id, name) select 'crowd' || n, 'Crowd' from generate_series(1, $1::int) n", [limits.receiptMembers]);
    await server.pool.query("insert into members (conversation_id, user_id) select $1, id from users where id like 'crowd%'", [id]);
    await server.pool.query("update conversations set member_count = member_count + $2, member_rev = member_rev + 1 where id = $1", [
      id,
      limits.receiptMembers,
    ]);
    const [reader, member] = [await server.connect("bob"), await server.connect("ada")];
    const heard = { reader: listen(reader), member: listen(member) };
    await ask(reader, "message:read", { conversationId: id, seq: 1 });
    await send("bob", id, "afterwards");
    await waitFor("what came afterwards", () => named(heard.member, "message.created").length > 0);
    expect(named(heard.reader, "membership.updated")).toHaveLength(1);
    expect(named(heard.member, "receipt.updated")).toEqual([]);
  });
});
