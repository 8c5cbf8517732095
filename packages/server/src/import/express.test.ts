import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countsOf, importInto, type Place, run } from "./import.fixture.ts";
import type { Report } from "./report.ts";

const id = (number: number): string => `65a00000000000000000000${number}`;
const user = (number: number, fields: object): string => JSON.stringify({ _id: { $oid: id(number) }, ...fields });
const message = (number: number, fields: object): string =>
  JSON.stringify({ _id: { $oid: `75b00000000000000000000${number}` }, createdAt: { $date: `2025-03-01T10:0${number}:00Z` }, ...fields });
const from = (one: number, other: number): object => ({ sender: { $oid: id(one) }, receiver: { $oid: id(other) } });

let directory: string;
let target: Place;
let report: Report;
let server: TestServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "parley-express-"));
  await writeFile(
    join(directory, "users.jsonl"),
    [
      user(1, { name: "Ada", email: "ada@x.example", password: "$2b$10$x", activated: true }),
      user(2, { username: "Bob", isActive: false }),
      "",
      "not json",
      "[]",
    ].join("\n"),
  );
  const lines = [
    message(3, { ...from(1, 2), content: "third", isRead: false }),
    message(1, { ...from(1, 2), content: "first", isRead: true, readAt: { $date: { $numberLong: "1740823300000" } } }),
    message(2, { ...from(2, 1), content: "second", isRead: true }),
    message(2, { ...from(2, 1), content: "second", isRead: true }),
    message(4, { ...from(1, 2), content: "gone", isDeleted: true, updatedAt: { $date: "2025-03-02T10:00:00Z" } }),
    message(5, { ...from(1, 2), content: "NUL \0 and half \ud83d", type: "text" }),
    message(6, { ...from(1, 1), content: "to myself" }),
    message(7, { sender: { $oid: id(1) }, content: "to nobody" }),
    message(8, { ...from(1, 9), content: "to somebody unknown", messageType: "image", fileUrl: "/uploads/a.png" }),
  ];
  await writeFile(
    join(directory, "messages.json"),
    Buffer.concat([
      Buffer.from(`${lines.join("\n")}\n`),
      Buffer.from(message(9, { ...from(2, 1), content: "bad: ?" }).replace("?", "\x00")).map((byte) => byte || 0xff),
    ]),
  );
  target = await createTestDatabase();
  report = await importInto(target, "express", directory);
  server = await startTestServer({ DATABASE_URL: target.url });
});
afterAll(async () => {
  await server.stop();
  await target.drop();
  await rm(directory, { recursive: true, force: true });
});

test("a directory that is no export, or a file that is not lines, is refused in words", async () => {
  await expect(importInto(target, "express", join(directory, "nothing"), { dryRun: true })).rejects.toThrow("mongoexport");
});

test("X-DM-01 X-DM-04 messages between two people make one conversation, ordered by time whatever the file's order", async () => {
  const { rows } = await server.pool.query("select resolve_alias('express', 'conversation', $1) as id", [`${id(1)}:${id(2)}`]);
  const { messages } = await server.as(id(1)).call("messages.list", { conversationId: rows[0].id });
  expect(messages.map(({ sender, text, deletedAt }) => [sender.id, text, deletedAt])).toEqual([
    [id(1), "first", null],
    [id(2), "second", null],
    [id(1), "third", null],
    [id(1), "", "2025-03-02T10:00:00.000Z"],
    [id(1), "NUL  and half \ufffd", null],
    [id(2), "bad: \ufffd", null],
  ]);
  const conversation = await server.as(id(1)).call("conversations.get", { conversationId: rows[0].id });
  expect(conversation).toMatchObject({ type: "direct", memberCount: 2, me: { readSeq: 5, unread: 1 } });
});

test("X-DM-02 X-SEC-03 pictures are links, and who was not activated is not here", async () => {
  expect(await run(target, "select text from messages where text like '%a.png%'")).toEqual([{ text: "to somebody unknown\n/uploads/a.png" }]);
  expect(await run(target, `select active from users where id = '${id(2)}'`)).toEqual([{ active: false }]);
});

test("S35 lines, bytes and fields that are not what they should be are named, and the rest is imported", () => {
  expect(countsOf(report)).toEqual({
    line_unreadable: 2,
    user_missing: 1,
    user_deactivated: 1,
    password_not_usable: 1,
    self_conversation: 1,
    message_twice: 1,
    message_orphan: 1,
    text_not_unicode: 2,
    nul_removed: 1,
    file_without_address: 1,
    unread_differs: 1,
  });
  expect(report.messages).toEqual({ read: 9, added: 8, already: 0, leftOut: 1 });
});
