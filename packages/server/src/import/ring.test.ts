import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countsOf, importInto, type Place } from "./import.fixture.ts";
import type { Report } from "./report.ts";

const at = (minute: number): number => Date.UTC(2025, 0, 24, 10, minute);
const tree = {
  conversations: {
    "-Oa1": {
      messages: {
        "-m2": { senderId: "u2", senderName: "Béa", content: "reply", timestamp: at(2), type: "text", status: "delivered", replyTo: "-m1" },
        "-m1": {
          senderId: "u1",
          content: "hello",
          timestamp: at(1),
          type: "text",
          status: "read",
          reactions: [
            { emoji: "👍", userId: "u2", timestamp: at(3) },
            { emoji: "not one", userId: "u2" },
            { emoji: "👍", userId: "u2" },
          ],
        },
        "-m3": { senderId: "u2", content: "edited", timestamp: at(4), type: "text", status: "sent", editedAt: at(5), replyTo: "-nowhere" },
        "-m4": "not a message",
      },
      type: "direct",
      participants: { u1: { role: "member", joinedAt: at(0) }, u2: { role: "observer", joinedAt: at(0) } },
      createdAt: at(0),
      archivedBy: ["u2"],
    },
    "-Oa2": {
      type: "opportunity",
      metadata: { opportunityId: "o9", opportunityName: "A good job", subject: "About the job" },
      participants: [
        { userId: "u1", role: "member", lastReadAt: at(21) },
        { userId: "u2", role: "admin" },
        { userId: "u3", role: "member", displayName: "Carl" },
      ],
      createdAt: at(20),
      colour: "blue",
      // Keys 0 and 1: the console exports a list.
      messages: [
        { senderId: "u2", content: "", timestamp: at(21), type: "poll" },
        { senderId: "u2", content: "see this", timestamp: at(22), type: "file", attachments: { a: { name: "cv.pdf", url: "https://f.example/cv.pdf" } } },
      ],
    },
    "-Oa3": { type: "direct", participants: { u1: true, u3: true }, messages: "broken" },
  },
  typing: { "-Oa1": { u1: { isTyping: true, userName: "x", timestamp: 1 } } },
  devices: { u1: { token: "secret" } },
};

let directory: string;
let target: Place;
let report: Report;
let server: TestServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "parley-ring-"));
  await writeFile(join(directory, "export.json"), JSON.stringify(tree));
  target = await createTestDatabase();
  report = await importInto(target, "ring", join(directory, "export.json"));
  server = await startTestServer({ DATABASE_URL: target.url });
});
afterAll(async () => {
  await server.stop();
  await target.drop();
  await rm(directory, { recursive: true, force: true });
});

const ofOld = async (id: string): Promise<string> => (await server.pool.query("select resolve_alias('ring', 'conversation', $1) as id", [id])).rows[0].id;

test("a file that is not there, or ends in its middle, is refused in words", async () => {
  await writeFile(join(directory, "half.json"), JSON.stringify(tree).slice(0, 300));
  await expect(importInto(target, "ring", join(directory, "half.json"), { dryRun: true })).rejects.toThrow("is not whole, or not JSON");
  await expect(importInto(target, "ring", join(directory, "none.json"), { dryRun: true })).rejects.toThrow("is not there");
});

test("R-DM-01 R-DM-02 R-DM-03 R+DM-02 messages come by time, with answers, reactions and edits", async () => {
  const { messages } = await server.as("u1").call("messages.list", { conversationId: await ofOld("-Oa1") });
  expect(messages.map(({ sender, text, createdAt }) => [sender.id, text, createdAt])).toEqual([
    ["u1", "hello", "2025-01-24T10:01:00.000Z"],
    ["u2", "reply", "2025-01-24T10:02:00.000Z"],
    ["u2", "edited", "2025-01-24T10:04:00.000Z"],
  ]);
  expect(messages[0]?.reactions).toEqual([{ emoji: "👍", userId: "u2", createdAt: "2025-01-24T10:03:00.000Z" }]);
  expect(messages[1]?.replyTo).toBe(messages[0]?.id);
  expect(messages[2]).toMatchObject({ replyTo: null, editedAt: "2025-01-24T10:05:00.000Z" });
});

test("R-DM-05 status becomes marks: delivered and read", async () => {
  const conversation = await server.as("u1").call("conversations.get", { conversationId: await ofOld("-Oa1") });
  expect(conversation.me).toMatchObject({ readSeq: 1, deliveredSeq: 2, unread: 2 });
});

test("R-DM-04 R+DM-01 R+DM-03 groups keep subject, context and roles; who has archived keeps it archived", async () => {
  const conversation = await server.as("u1").call("conversations.get", { conversationId: await ofOld("-Oa2") });
  expect(conversation).toMatchObject({
    type: "group",
    title: "About the job",
    context: { type: "opportunity", id: "o9", title: "A good job" },
    me: { unread: 1 },
  });
  expect(conversation.members.map(({ user, role }) => [user.id, role])).toEqual([
    ["u1", "member"],
    ["u2", "owner"],
    ["u3", "member"],
  ]);
  expect((await server.as("u2").call("conversations.get", { conversationId: await ofOld("-Oa1") })).me.archived).toBe(true);
  const { messages } = await server.as("u1").call("messages.list", { conversationId: conversation.id });
  expect(messages.map(({ text }) => text)).toEqual(["[poll]", "see this\ncv.pdf: https://f.example/cv.pdf"]);
});

test("R+DM-04 S35 what does not fit is named", async () => {
  expect(countsOf(report)).toEqual({
    column_not_read: 3,
    user_missing: 3,
    role_unknown: 1,
    card_as_text: 1,
    file_as_link: 1,
    reply_missing: 1,
    reaction_left_out: 2,
    line_unreadable: 1,
  });
  const { rows } = await server.pool.query("select name from users where id = 'u3'");
  expect(rows).toEqual([{ name: "Carl" }]);
});
