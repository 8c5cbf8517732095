import { createTestDatabase, nestTables, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countsOf, createSource, importInto, type Place } from "./import.fixture.ts";
import type { Report } from "./report.ts";

const [ahmed, fatima, omar] = ["3f0f7c7e-0000-4000-8000-000000000001", "3f0f7c7e-0000-4000-8000-000000000002", "3f0f7c7e-0000-4000-8000-000000000003"];
const [direct, group] = ["c0000000-0000-4000-8000-000000000001", "c0000000-0000-4000-8000-000000000002"];
const message = (number: number): string => `a0000000-0000-4000-8000-00000000000${number}`;

let source: Place;
let target: Place;
let report: Report;
let server: TestServer;
beforeAll(async () => {
  source = await createSource(
    nestTables,
    `insert into "User" values ('${ahmed}', 'Ahmed Hassan', 'a@x.example', 'https://x.example/a.png', 'x'),
      ('${fatima}', 'Fatima Rahman', null, null, null), ('${omar}', 'Omar', null, null, null)`,
    `insert into "Conversation" values ('${direct}', 'DIRECT', null, '2025-12-01 10:00', '2025-12-11 10:00'), ('${group}', 'GROUP', 'Project Discussion', '2025-12-02 10:00', '2025-12-11')`,
    `insert into "ConversationParticipant" values
      ('p1', '${direct}', '${ahmed}', 0, '2025-12-11 10:31', '2025-12-01 10:00', null), ('p2', '${direct}', '${fatima}', 7, null, '2025-12-01 10:00', null),
      ('p3', '${group}', '${ahmed}', 0, null, '2025-12-02 10:00', null), ('p4', '${group}', '${fatima}', 0, null, '2025-12-02 11:00', '2025-12-05 10:00'),
      ('p5', '${group}', '${omar}', 1, null, '2025-12-02 12:00', null)`,
    `insert into "Message" values
      ('${message(1)}', '${direct}', '${ahmed}', 'Hello! How are you?', 'TEXT', '{}', '{${ahmed},${fatima}}', '2025-12-11 10:30', '2025-12-11 10:35', null),
      ('${message(2)}', '${direct}', '${ahmed}', 'Are you there? (edited)', 'TEXT', '{}', '{${ahmed}}', '2025-12-11 10:31', '2025-12-11 10:40', null),
      ('${message(3)}', '${direct}', '${ahmed}', 'taken back', 'TEXT', '{}', '{}', '2025-12-11 10:32', '2025-12-11 10:40', '2025-12-11 10:41'),
      ('${message(4)}', '${group}', '${fatima}', 'Check out this document', 'FILE',
        array['{"id": "f", "fileName": "report.pdf", "fileSize": 245678, "fileType": "application/pdf", "url": "https://r2.example/report.pdf"}'::jsonb], '{}', '2025-12-03 10:00', '2025-12-03 10:00', null),
      ('${message(5)}', '${group}', '${ahmed}', 'Fatima left', 'SYSTEM', '{}', '{${ahmed}}', '2025-12-05 10:00', '2025-12-05 10:00', null)`,
  );
  target = await createTestDatabase();
  report = await importInto(target, "nest", source.url);
  server = await startTestServer({ DATABASE_URL: target.url });
});
afterAll(async () => {
  await server.stop();
  await source.drop();
  await target.drop();
});

const ofOld = async (kind: "user" | "conversation" | "message", id: string): Promise<string> =>
  (await server.pool.query("select resolve_alias('nest', $1, $2) as id", [kind, id])).rows[0].id;

test("N-DM-01 N-DM-05 conversations keep type, name and time", async () => {
  expect(await server.as(ahmed).call("conversations.get", { conversationId: await ofOld("conversation", direct) })).toMatchObject({
    type: "direct",
    title: null,
  });
  expect(await server.as(ahmed).call("conversations.get", { conversationId: await ofOld("conversation", group) })).toMatchObject({
    type: "group",
    title: "Project Discussion",
    createdAt: "2025-12-02T10:00:00.000Z",
  });
});

test("N-DM-02 N-DM-03 N-P-10 members keep when they joined and left, and what they have read", async () => {
  const conversationId = await ofOld("conversation", group);
  const { members } = await server.as(ahmed).call("conversations.listMembers", { conversationId });
  expect(members.map(({ user, role, joinedAt }) => [user.id, role, joinedAt])).toEqual([
    [ahmed, "owner", "2025-12-02T10:00:00.000Z"],
    [omar, "member", "2025-12-02T12:00:00.000Z"],
  ]);
  const { rows } = await server.pool.query("select left_at from members where conversation_id = $1 and user_id = $2", [conversationId, fatima]);
  expect(rows).toEqual([{ left_at: new Date("2025-12-05T10:00:00Z") }]);
  // Has read the first; the second is not in readBy; the deleted one is nothing to read, and has its place.
  const { me } = await server.as(fatima).call("conversations.get", { conversationId: await ofOld("conversation", direct) });
  expect(me).toMatchObject({ readSeq: 1, unread: 2 });
  // Has answered over a message that nothing says was read.
  expect((await server.as(ahmed).call("conversations.get", { conversationId })).me).toMatchObject({ readSeq: 2, unread: 0 });
});

test("N-DM-04 N-P-09 N-P-06 messages keep text, edits where they can be known, deletion, and the address of their files", async () => {
  const { messages } = await server.as(ahmed).call("messages.list", { conversationId: await ofOld("conversation", direct) });
  expect(messages.map(({ text, editedAt, deletedAt }) => [text, editedAt, deletedAt])).toEqual([
    ["Hello! How are you?", null, null],
    ["Are you there? (edited)", "2025-12-11T10:40:00.000Z", null],
    ["", null, "2025-12-11T10:41:00.000Z"],
  ]);
  const of = await server.as(omar).call("messages.list", { conversationId: await ofOld("conversation", group) });
  expect(of.messages.map(({ text, type }) => [type, text])).toEqual([
    ["text", "Check out this document\nreport.pdf: https://r2.example/report.pdf"],
    ["text", "Fatima left"],
  ]);
});

test("N-DM-06 what the models hold and Parley does not is named", () => {
  expect(countsOf(report)).toEqual({ password_not_usable: 1, system_as_text: 1, file_as_link: 1, unread_differs: 2, unread_counter_wrong: 3 });
});
