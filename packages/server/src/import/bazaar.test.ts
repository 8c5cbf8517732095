import { bazaarTables, createTestDatabase, expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countsOf, createSource, importInto, type Place, run } from "./import.fixture.ts";
import type { Report } from "./report.ts";

let source: Place;
let target: Place;
let report: Report;
let server: TestServer;
beforeAll(async () => {
  source = await createSource(
    bazaarTables,
    "alter table messages add column mood text",
    `insert into users (full_name, email, avatar, password_hash, role, is_active) values
      ('Asha Gurung', 'asha@bazaar.example', '/avatars/1.png', '$2b$10$abcdefghijklmnopqrstuv', 'user', true),
      ('Binod', 'binod@bazaar.example', null, '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA', 'admin', true),
      ('Chandra', null, null, null, 'user', false), ('Dipa', null, null, null, 'user', true)`,
    "insert into ads (title, slug) values ('A red bicycle', 'a-red-bicycle')",
    `insert into conversations (id, type, title, ad_id, created_at) values (1, 'direct', null, 1, '2025-01-01 10:00Z'), (2, 'group', 'Neighbours', null, '2025-01-02 10:00Z')`,
    `insert into conversation_participants (conversation_id, user_id, joined_at, last_read_at, is_muted, is_archived) values
      (1, 1, '2025-01-01 10:00Z', '2025-01-01 10:02Z', false, false), (1, 2, '2025-01-01 10:00Z', '2025-01-01 10:05Z', true, true),
      (2, 1, '2025-01-02 10:00Z', null, false, false), (2, 2, '2025-01-02 10:00Z', null, false, false), (2, 4, '2025-01-02 10:00Z', null, false, false)`,
    // Ids against time, two at one time, and one whose time is a microsecond later.
    `insert into messages (id, conversation_id, sender_id, content, type, attachment_url, is_edited, edited_at, is_deleted, deleted_at, created_at) values
      (10, 1, 1, 'second', 'text', null, false, null, false, null, '2025-01-01 10:02Z'), (9, 1, 2, 'first, edited', 'text', null, true, '2025-01-01 10:03Z', false, null, '2025-01-01 10:01Z'),
      (100, 1, 2, 'fourth', 'text', null, false, null, false, null, '2025-01-01 10:04Z'), (20, 1, 2, 'third, the smaller id', 'text', null, false, null, false, null, '2025-01-01 10:04Z'),
      (11, 1, 2, 'said and deleted', 'text', null, false, null, true, '2025-01-01 10:06Z', '2025-01-01 10:04:00.000001Z'),
      (30, 1, 2, '', 'image', '/uploads/bicycle.jpg', false, null, false, null, '2025-01-01 10:05Z'),
      (31, 2, 4, 'Hello all', 'text', null, false, null, false, null, '2025-01-02 10:05Z')`,
    "insert into message_read_receipts (message_id, user_id) values (20, 1)",
  );
  target = await createTestDatabase();
  report = await importInto(target, "bazaar", source.url, { baseUrl: "https://bazaar.example" });
  server = await startTestServer({ DATABASE_URL: target.url });
});
afterAll(async () => {
  await server.stop();
  await source.drop();
  await target.drop();
});

const ofOld = async (kind: "user" | "conversation" | "message", id: string): Promise<string> =>
  (await server.pool.query("select resolve_alias('bazaar', $1, $2) as id", [kind, id])).rows[0].id;

test("T-SEC-05 an imported conversation does not exist for a stranger, whatever its old id", async () => {
  await expectRefusal(server.as("4").call("conversations.get", { conversationId: await ofOld("conversation", "1") }), "not_found");
  expect(await ofOld("conversation", "77")).toBeNull();
});

test("T-DM-01 a conversation comes with the advertisement that it is about", async () => {
  const conversation = await server.as("1").call("conversations.get", { conversationId: await ofOld("conversation", "1") });
  expect(conversation).toMatchObject({
    type: "direct",
    title: null,
    createdAt: "2025-01-01T10:00:00.000Z",
    activityAt: "2025-01-01T10:05:00.000Z",
    lastSeq: 6,
    memberCount: 2,
    context: { type: "ad", id: "1", title: "A red bicycle", url: "https://bazaar.example/ads/a-red-bicycle" },
  });
  const again = await server.as("2").call("conversations.create", { type: "direct", participantIds: ["1"], context: conversation.context ?? undefined });
  expect(again).toMatchObject({ created: false, conversation: { id: conversation.id } });
});

test("T-DM-03 messages keep order, text, sender, time, edits; of deleted ones nothing but their place", async () => {
  const { messages } = await server.as("1").call("messages.list", { conversationId: await ofOld("conversation", "1") });
  expect(messages.map(({ seq, text, sender }) => [seq, sender.id, text])).toEqual([
    [1, "2", "first, edited"],
    [2, "1", "second"],
    [3, "2", "third, the smaller id"],
    [4, "2", "fourth"],
    [5, "2", ""],
    [6, "2", "https://bazaar.example/uploads/bicycle.jpg"],
  ]);
  expect(messages[0]).toMatchObject({ editedAt: "2025-01-01T10:03:00.000Z", deletedAt: null, version: 2, createdAt: "2025-01-01T10:01:00.000Z" });
  expect(messages[4]).toMatchObject({ deletedAt: "2025-01-01T10:06:00.000Z", version: 2 });
  const { rows } = await server.pool.query("select 1 from messages where text like '%said and deleted%'");
  expect(rows).toEqual([]);
  expect(await ofOld("message", "100")).toBe(messages[3]?.id);
});

test("T-DM-02 members keep roles, archive and mute; a group has an owner", async () => {
  const direct = await server.as("2").call("conversations.get", { conversationId: await ofOld("conversation", "1") });
  expect(direct.me).toMatchObject({ archived: true, mutedUntil: "forever", unread: 0, role: "member" });
  const group = await server.as("4").call("conversations.get", { conversationId: await ofOld("conversation", "2") });
  expect(group).toMatchObject({ title: "Neighbours", type: "group", memberCount: 3, context: null });
  expect(group.members.map(({ role }) => role).sort()).toEqual(["member", "member", "owner"]);
});

test("T-DM-04 T-P-10 the mark stands before the first message that neither time nor receipt says is read", async () => {
  const direct = await server.as("1").call("conversations.get", { conversationId: await ofOld("conversation", "1") });
  // Read by time until 2, by receipt 3.
  expect(direct.me).toMatchObject({ readSeq: 3, unread: 3 });
  const group = await server.as("2").call("conversations.get", { conversationId: await ofOld("conversation", "2") });
  expect(group.me.unread).toBe(1);
});

test("T-SEC-01 hashes of another scheme stay behind, argon2 is taken, and rights are not", async () => {
  const { rows } = await server.pool.query("select user_id, email from accounts");
  expect(rows).toEqual([{ user_id: "2", email: "binod@bazaar.example" }]);
  const { rows: users } = await server.pool.query("select id, role, active, image_url from users where id in ('2', '3') order by id");
  expect(users).toEqual([
    { id: "2", role: "member", active: true, image_url: null },
    { id: "3", role: "member", active: false, image_url: null },
  ]);
});

test("the report names what did not fit, with examples", () => {
  expect(countsOf(report)).toEqual({
    column_not_read: 1,
    password_not_usable: 1,
    admin_as_member: 1,
    user_deactivated: 1,
    file_as_link: 1,
    unread_differs: 1,
  });
  expect(report.findings.find(({ code }) => code === "column_not_read")?.examples).toEqual(["messages.mood"]);
  expect(report).toMatchObject({ users: { read: 4, added: 4 }, conversations: { read: 2, added: 2 }, messages: { read: 7, added: 7, already: 0, leftOut: 0 } });
});

test("T-P-01 an imported conversation goes on: clients sync it, and the next message has the next place", async () => {
  const conversationId = await ofOld("conversation", "1");
  const { messages, rev } = await server.as("1").call("messages.changes", { conversationId, sinceRev: 0, sinceSeq: 0 });
  expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  const { message } = await server.as("1").call("messages.send", { conversationId, text: "Is it still there?" });
  expect(message).toMatchObject({ seq: 7, rev: rev + 1 });
  const after = await server.as("2").call("messages.changes", { conversationId, sinceRev: rev, sinceSeq: 6 });
  expect(after.messages).toEqual([message]);
});

test("a second import while a server runs is refused in words", async () => {
  await expect(importInto(target, "bazaar", source.url)).rejects.toThrow("A Parley server is using this database. Stop it");
  const dry = await importInto(target, "bazaar", source.url, { dryRun: true });
  expect(dry.messages).toEqual({ read: 7, added: 0, already: 7, leftOut: 0 });
  expect(await run(target, "select 1 from pg_namespace where nspname like 'parley_import%'")).toEqual([]);
});
