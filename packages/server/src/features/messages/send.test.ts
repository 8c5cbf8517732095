import { limits, type Message, type Output } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startSecondNode, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
});
afterAll(() => server.stop());

const send = async (userId: string, input: object, node = server) =>
  (await node.as(userId).call("messages.send", { conversationId: groupId, text: "hello", ...input })).message;
const history = async (userId: string, conversationId: string): Promise<Message[]> => {
  const messages: Message[] = [];
  for (let more = true; more; ) {
    const page = await server.as(userId).call("messages.list", { conversationId, limit: 100, after: messages.at(-1)?.seq ?? 0 });
    messages.push(...page.messages);
    more = page.hasNewer;
  }
  return messages;
};

describe("F-API-04 send refuses", () => {
  test("strangers, and everything of theirs is as if the conversation did not exist", async () => {
    const { lastSeq } = await server.as("ada").call("conversations.get", { conversationId: groupId });
    await expectRefusal(send("mallory", {}), "not_found");
    await expectRefusal(send("ada", { conversationId: "0190a0b0-0000-7000-8000-000000000000" }), "not_found");
    expect(await server.as("ada").call("conversations.get", { conversationId: groupId })).toMatchObject({ lastSeq });
  });

  test("blank, too long and unstorable texts", async () => {
    for (const text of ["", " \n\t", "x".repeat(limits.messageText + 1), "🦊".repeat(limits.messageText + 1), "nul\0", "lone \ud800"])
      await expectRefusal(send("ada", { text }), "validation_failed");
  });

  test("replies to what is not there: elsewhere, later, or nothing", async () => {
    const elsewhere = await newDirect(server, "ada", "bob");
    const { message } = await server.as("bob").call("messages.send", { conversationId: elsewhere.id, text: "private" });
    for (const replyTo of [message.id, `${groupId}.99999`, "0190a0b0-0000-7000-8000-000000000000.1"])
      await expectRefusal(send("ada", { replyTo }), "reply_not_found");
    await expectRefusal(send("ada", { replyTo: "not an id" }), "validation_failed");
  });

  test("mentions of people who are not in the conversation", async () => {
    await expectRefusal(send("ada", { mentions: ["bob", "mallory"] }), "mention_not_a_member");
    await expectRefusal(send("ada", { mentions: new Array(51).fill("bob") }), "validation_failed");
  });

  test("defect 11: attachments that were never uploaded, and addresses in their place", async () => {
    await expectRefusal(send("ada", { attachmentIds: [crypto.randomUUID()] }), "attachment_not_found");
    await expectRefusal(send("ada", { attachmentUrl: "https://evil.example/x.png" }), "validation_failed");
  });

  test("F13 the same clientId with another text or another reply", async () => {
    const original = await send("ada", { clientId: "reused" });
    await expectRefusal(send("ada", { clientId: "reused", text: "other" }), "idempotency_key_reused");
    await expectRefusal(send("ada", { clientId: "reused", replyTo: original.id }), "idempotency_key_reused");
    for (const clientId of ["", " ", "x".repeat(65), "nul\0"]) await expectRefusal(send("ada", { clientId }), "validation_failed");
  });
});

describe("an accepted message", () => {
  test("F-API-02 N-T-02 is answered whole", async () => {
    const first = await send("bob", { text: "the question" });
    const message = await send("ada", { text: "  the answer\n", replyTo: first.id, mentions: ["bob", "bob"], clientId: "c1" });
    expect(message).toEqual({
      id: `${groupId}.${message.seq}`,
      conversationId: groupId,
      seq: first.seq + 1,
      rev: first.rev + 1,
      sender: { id: "ada", name: "ada", imageUrl: null },
      clientId: "c1",
      type: "text",
      text: "  the answer\n",
      mentions: ["bob"],
      attachments: [],
      previews: [],
      replyTo: first.id,
      reactions: [],
      notice: null,
      version: 1,
      createdAt: message.createdAt,
      editedAt: null,
      deletedAt: null,
      pinnedAt: null,
    });
    expect(await server.as("bob").call("messages.get", { messageId: message.id })).toEqual({ message });
  });

  test("F-API-03 F-DM-01 F-T-04 I6 is on disk for everybody to see at the moment of the acknowledgement", async () => {
    const token = await server.tokenFor("ada");
    const socket = await server.connect("ada");
    const stored = async ({ seq }: Message) =>
      (await server.pool.query("select text from messages where conversation_id = $1 and seq = $2", [groupId, seq])).rows;
    for (let round = 0; round < 5; round++) {
      const text = `round ${round}`;
      const bySocket = await ask<Output<"messages.send">>(socket, "message:send", { conversationId: groupId, text });
      expect(await stored(bySocket.message)).toEqual([{ text }]);
      const byRest = (await (
        await server.fetch(`/api/conversations/${groupId}/messages`, { method: "POST", token, body: { text } })
      ).json()) as Output<"messages.send">;
      expect(await stored(byRest.message)).toEqual([{ text }]);
    }
  });

  test("F-API-05 F-T-02 F-T-03 N-T-08 T-T-05 is heard at once by every member's every device, the sender's included, and by nobody else", async () => {
    const sockets = await Promise.all(["ada", "ada", "bob", "cleo", "mallory"].map((userId) => server.connect(userId)));
    const heard = sockets.map(listen);
    const message = await send("ada", { text: "live", clientId: "live" });
    const event = { name: "message.created", payload: { conversationId: groupId, rev: message.rev, message } };
    await waitFor("four devices to hear", () => heard.slice(0, 4).every((events) => events.length === 1));
    expect(heard).toEqual([[event], [event], [event], [event], []]);
  });

  test("carries any text as it is: markup, SQL, right-to-left, combining marks, families", async () => {
    const texts = [
      "<img src=x onerror=alert(1)>",
      "'; drop table messages; --",
      "\u202Eabc",
      `e${"\u0301".repeat(100)}`,
      "👨‍👩‍👧‍👦".repeat(50),
      "a\r\nb\u0001",
      "🦊".repeat(8000),
    ];
    const sent = await Promise.all(texts.map((text) => send("ada", { text })));
    for (const [index, { id }] of sent.entries()) expect((await server.as("bob").call("messages.get", { messageId: id })).message.text).toBe(texts[index]);
  });

  test("is read and received by its sender, and unread for the others", async () => {
    const { id } = await newGroup(server, ["ada", "bob"]);
    const { seq } = await send("ada", { conversationId: id });
    expect((await server.as("ada").call("conversations.get", { conversationId: id })).me).toMatchObject({ readSeq: seq, deliveredSeq: seq, unread: 0 });
    expect((await server.as("bob").call("conversations.get", { conversationId: id })).me).toMatchObject({ readSeq: 0, unread: seq });
  });
});

describe("a retry", () => {
  test("I2 F13 twenty at once, over REST, sockets and dispatch and on two nodes, are one message", async () => {
    const other = await startSecondNode(server);
    try {
      const token = await server.tokenFor("ada");
      const sockets = [await server.connect("ada"), await server.connect("ada"), await other.connect("ada")];
      const input = { conversationId: groupId, text: "once", clientId: "storm" };
      const attempts = Array.from({ length: 20 }, async (_, index): Promise<Message> => {
        if (index % 4 === 0) return send("ada", input);
        if (index % 4 === 1) return send("ada", input, other);
        if (index % 4 === 2) {
          const { conversationId, ...body } = input;
          const answer = await (index % 8 === 2 ? server : other).fetch(`/api/conversations/${conversationId}/messages`, { method: "POST", token, body });
          expect(answer.status).toBe(201);
          return ((await answer.json()) as Output<"messages.send">).message;
        }
        const socket = sockets[index % 3];
        if (socket === undefined) throw new Error("no socket");
        return (await ask<Output<"messages.send">>(socket, "message:send", input)).message;
      });
      const answers = await Promise.all(attempts);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect((await history("bob", groupId)).filter(({ clientId }) => clientId === "storm")).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });
});

describe("order", () => {
  test("I1 I3 I4 what eight people send at once into five conversations is all there, numbered 1 to N, and nothing else", async () => {
    const people = Array.from({ length: 8 }, (_, index) => `p${index}`);
    const groups = await Promise.all(Array.from({ length: 5 }, () => newGroup(server, people)));
    const acknowledged = await Promise.all(
      people.flatMap((person) => Array.from({ length: 15 }, (_, index) => send(person, { conversationId: groups[index % 5]?.id, text: `${person} ${index}` }))),
    );
    for (const { id } of groups) {
      const expected = acknowledged.filter(({ conversationId }) => conversationId === id).sort((one, other) => one.seq - other.seq);
      const [created, ...messages] = await history("p7", id);
      expect(created).toMatchObject({ seq: 1, type: "system" });
      expect(messages).toEqual(expected);
      expect(messages.map(({ seq }) => seq)).toEqual(expected.map((_, index) => index + 2));
      // A fresh device, which comes by sync.
      const fresh = await server.as("p3").call("messages.changes", { conversationId: id, sinceRev: 0, sinceSeq: 0 });
      expect(fresh.messages).toEqual([created, ...messages]);
    }
  });
});
