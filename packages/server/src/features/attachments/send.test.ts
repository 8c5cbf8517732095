import type { Attachment, Message } from "@parley/protocol";
import { ask, expectRefusal, listen, newDirect, newGroup, startSecondNode, startTestServer, type TestServer, upload, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob", "cleo"])).id;
});
afterAll(() => server.stop());

const aFile = (userId = "ada", conversationId = groupId): Promise<Attachment> =>
  upload(server, userId, conversationId, { name: `${crypto.randomUUID()}.txt`, content: Buffer.from("hello") });
const send = async (userId: string, input: object, node = server): Promise<Message> =>
  (await node.as(userId).call("messages.send", { conversationId: groupId, text: "", ...input })).message;
const claimedBy = async (id: string) => (await server.pool.query("select message_seq from attachments where id = $1", [id])).rows[0]?.message_seq;

describe("send with attachments refuses", () => {
  test("what is somebody else's, elsewhere, sent already, discarded, or nothing; and claims nothing", async () => {
    const elsewhere = await newDirect(server, "ada", "bob");
    const [sent, discarded, own] = [await aFile(), await aFile(), await aFile()];
    await send("ada", { attachmentIds: [sent.id] });
    await server.as("ada").call("attachments.discard", { attachmentId: discarded.id });
    for (const id of [(await aFile("bob")).id, (await aFile("ada", elsewhere.id)).id, sent.id, discarded.id, crypto.randomUUID()])
      await expectRefusal(send("ada", { attachmentIds: [own.id, id] }), "attachment_not_found");
    expect(await claimedBy(own.id)).toBeNull();
  });

  test("S24 none, more than ten, and one twice", async () => {
    const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
    for (const attachmentIds of [[], ids(11), Array(2).fill(ids(1)[0])]) await expectRefusal(send("ada", { attachmentIds }), "validation_failed");
    await expectRefusal(send("ada", { text: " " }), "validation_failed");
  });

  test("I21 a stranger, and a member who was removed after the upload", async () => {
    const { id } = await newGroup(server, ["ada", "dora"]);
    const file = await aFile("dora", id);
    await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "dora" });
    await expectRefusal(send("dora", { conversationId: id, attachmentIds: [file.id] }), "not_found");
  });
});

describe("X-NEXT-01 T-NEXT-01 a message with files", () => {
  test("N-API-04 N-P-06 is the same on every path: answer, event, history, list row, sync, replay, page cache", async () => {
    const files = await Promise.all([aFile(), aFile(), aFile()]);
    const attachments = [files[2], files[0], files[1]] as Attachment[];
    const socket = await server.connect("bob");
    const heard = listen(socket);
    const { lastSeq: sinceSeq, rev: sinceRev } = await server.as("bob").call("conversations.get", { conversationId: groupId });
    const message = await send("ada", { text: "three", attachmentIds: attachments.map(({ id }) => id) });
    expect(message).toMatchObject({ type: "file", text: "three", attachments });
    const event = await waitFor("the event", () => heard.find(({ name }) => name === "message.created"));
    expect(event.payload).toMatchObject({ message });
    const bob = server.as("bob");
    for (let read = 0; read < 2; read += 1) expect((await bob.call("messages.list", { conversationId: groupId })).messages.at(-1)).toEqual(message);
    expect((await bob.call("messages.get", { messageId: message.id })).message).toEqual(message);
    expect((await bob.call("conversations.get", { conversationId: groupId })).lastMessage).toEqual(message);
    expect((await bob.call("messages.changes", { conversationId: groupId, sinceRev, sinceSeq })).messages).toEqual([message]);
    await send("bob", { text: "reply", replyTo: message.id });
    const { quoted } = await bob.call("messages.list", { conversationId: groupId, limit: 1 });
    expect(quoted).toEqual([message]);
  });

  test("I2 is sent once however often it is tried, on two nodes and both transports, and another body is refused", async () => {
    const second = await startSecondNode(server);
    try {
      const [file, other] = [await aFile(), await aFile()];
      const input = { clientId: "once", attachmentIds: [file.id] };
      const socket = await server.connect("ada");
      const tries = [1, 2, 3, 4].flatMap(() => [
        send("ada", input),
        send("ada", input, second),
        ask<{ message: Message }>(socket, "message:send", { conversationId: groupId, text: "", ...input }).then(({ message }) => message),
      ]);
      const messages = await Promise.all(tries);
      expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
      for (const message of messages) expect(message.attachments).toEqual([file]);
      await expectRefusal(send("ada", { ...input, attachmentIds: [other.id] }), "idempotency_key_reused");
      await expectRefusal(send("ada", { clientId: "once", text: "x" }), "idempotency_key_reused");
      await send("ada", { clientId: "plain", text: "x" });
      await expectRefusal(send("ada", { clientId: "plain", text: "x", attachmentIds: [other.id] }), "idempotency_key_reused");
    } finally {
      await second.stop();
    }
  });

  test("one file is in one message, however many claim it at once", async () => {
    const second = await startSecondNode(server);
    try {
      const file = await aFile();
      const outcomes = await Promise.allSettled([server, second, server, second, server].map((node) => send("ada", { attachmentIds: [file.id] }, node)));
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "attachment_not_found" });
    } finally {
      await second.stop();
    }
  });

  test("I5 I4 keeps its place among the messages of its device", async () => {
    const socket = await server.connect("ada");
    const files = await Promise.all(Array.from({ length: 10 }, () => aFile()));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const attachmentIds = index % 3 === 0 ? { attachmentIds: [files[index / 3]?.id] } : {};
        return ask<{ message: Message }>(socket, "message:send", { conversationId: groupId, text: `${index}`, ...attachmentIds });
      }),
    );
    const seqs = answers.map(({ message }) => message.seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    expect(answers.map(({ message }) => message.attachments.length)).toEqual(Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 1 : 0)));
  });

  test("may lose its text, but only while it has files", async () => {
    const message = await send("ada", { text: "caption", attachmentIds: [(await aFile()).id] });
    const edited = (await server.as("ada").call("messages.edit", { messageId: message.id, text: "" })).message;
    expect(edited).toMatchObject({ text: "", attachments: message.attachments });
    const plain = await send("ada", { text: "plain" });
    await expectRefusal(server.as("ada").call("messages.edit", { messageId: plain.id, text: " " }), "validation_failed");
  });

  test("I10 deleted, its files are gone on every path at once", async () => {
    const file = await aFile();
    const message = await send("ada", { attachmentIds: [file.id] });
    const { url } = await server.as("bob").call("attachments.link", { attachmentId: file.id });
    expect((await fetch(server.url + url)).status).toBe(200);
    await server.as("ada").call("messages.delete", { messageId: message.id });
    expect((await fetch(server.url + url)).status).toBe(404);
    for (const userId of ["ada", "bob"]) await expectRefusal(server.as(userId).call("attachments.link", { attachmentId: file.id }), "not_found");
    expect((await server.as("bob").call("messages.get", { messageId: message.id })).message.attachments).toEqual([]);
    const { attachments } = await server.as("bob").call("attachments.list", { conversationId: groupId });
    expect(attachments.some(({ attachment }) => attachment.id === file.id)).toBe(false);
    await waitFor("the sweeper", async () => (await server.pool.query("select 1 from attachments where id = $1", [file.id])).rows.length === 0);
    expect(await server.server.app.files.store.sizeOf(file.id)).toBeUndefined();
  });
});
