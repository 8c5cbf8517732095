import { bazaarTables, createTestDatabase } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countsOf, createSource, importInto, type Place, run } from "./import.fixture.ts";
import type { Report } from "./report.ts";

const long = "x".repeat(9000);
const tooLong = "y".repeat(70_000);

let source: Place;
let target: Place;
let dry: Report;
let report: Report;
beforeAll(async () => {
  source = await createSource(
    bazaarTables,
    "alter table users drop constraint users_pkey",
    "alter table messages drop constraint messages_pkey",
    `insert into users (id, full_name, avatar) values (1, 'One', 'not an address'), (2, repeat('n', 200), null), (2, 'Two again', null), (3, '', null)`,
    `insert into conversations (id, type, title, created_at) values
      (1, 'direct', 'a title', '2025-01-01'), (2, 'direct', null, '2025-01-02'), (3, 'direct', null, '2025-01-03'), (4, 'direct', null, '2025-01-04'),
      (5, 'channel', repeat('t', 300), '2025-01-05'), (6, 'group', null, '2025-01-06')`,
    // 1 and 2: the same pair. 3: alone. 4: three people. 5: an unknown type, one of whose members is named and not described. 6: nobody.
    `insert into conversation_participants (conversation_id, user_id, joined_at) values (1, 1, '2025-01-01'), (1, 2, '2025-01-01'), (2, 2, '2025-01-02'), (2, 1, '2025-01-02'),
      (3, 1, '2025-01-03'), (3, 1, '2025-01-03'), (4, 1, '2025-01-04'), (4, 2, '2025-01-04'), (4, 3, '2025-01-04'), (5, 1, '2025-01-05'), (5, 99, '2025-01-05'),
      (404, 1, '2025-01-05'), (1, null, '2025-01-05')`,
    `insert into messages (id, conversation_id, sender_id, content, type, created_at) values
      (1, 1, 1, 'of the first', 'text', '2025-02-01 10:00Z'), (2, 2, 2, 'of the second', 'text', '2025-02-01 09:00Z'), (3, 2, 1, 'later', 'text', '2025-02-01 11:00Z'),
      (4, 3, 1, 'to myself', 'text', '2025-02-02'), (5, 4, 3, '', 'text', '2025-02-02'), (6, 5, null, 'by nobody', 'text', '2025-02-02'),
      (7, 5, 3, 'by one who left', 'system', '2025-02-03'), (8, 404, 1, 'orphan', 'text', '2025-02-02'), (9, 5, 1, 'tomorrow', 'text', '2999-01-01'),
      (10, 5, 1, 'some day', 'text', null), (11, 5, 1, 'what', 'hologram', '2025-02-04'), (12, 5, 1, '${long}', 'text', '2025-02-05'),
      (13, 5, 1, '${tooLong}', 'text', '2025-02-06'), (4, 3, 1, 'the id again', 'text', '2025-02-09'), (14, null, 1, 'nowhere', 'text', '2025-02-02'),
      (15, 5, 1, 'before history', 'text', '0044-03-15 BC')`,
    "insert into messages (id, conversation_id, sender_id, content, type, attachment_url, created_at) values (16, 4, 1, '', 'file', 'uploads/x.pdf', '2025-02-07')",
    "insert into message_read_receipts (message_id, user_id) values (1, 2), (777, 1)",
  );
  target = await createTestDatabase();
  dry = await importInto(target, "bazaar", source.url, { dryRun: true });
  report = await importInto(target, "bazaar", source.url);
});
afterAll(async () => {
  await source.drop();
  await target.drop();
});

test("S35 each thing that does not fit has a code, and the rest is imported", () => {
  expect(countsOf(report)).toEqual({
    conversation_empty: 1,
    conversation_type_unknown: 1,
    direct_not_a_pair: 1,
    file_without_address: 1,
    member_orphan: 2,
    member_twice: 1,
    message_orphan: 2,
    message_twice: 1,
    message_type_unknown: 1,
    name_cut: 1,
    name_missing: 1,
    pair_twice: 1,
    picture_left_out: 1,
    receipt_orphan: 1,
    self_conversation: 1,
    sender_missing: 1,
    sender_not_a_member: 2,
    system_as_text: 1,
    text_cut: 1,
    text_empty: 1,
    text_long: 1,
    time_in_future: 1,
    time_missing: 2,
    time_unreadable: 1,
    title_cut: 1,
    title_left_out: 1,
    unread_differs: 3,
    user_missing: 1,
    user_twice: 1,
  });
  expect(report.messages).toEqual({ read: 16, added: 14, already: 0, leftOut: 2 });
});

test("a dry run says the same and writes nothing", async () => {
  expect(dry.findings).toEqual(report.findings);
  expect(dry).toMatchObject({ users: report.users, conversations: report.conversations, messages: report.messages });
});

test("two conversations of one pair become one, in the order of time, and both ids lead there", async () => {
  const rows = await run(
    target,
    `select m.seq::int, m.text, resolve_alias('bazaar', 'conversation', '1') = m.conversation_id::text and resolve_alias('bazaar', 'conversation', '2') = m.conversation_id::text as both
      from messages m where m.conversation_id::text = resolve_alias('bazaar', 'conversation', '1') order by seq`,
  );
  expect(rows).toEqual([
    { seq: 1, text: "of the second", both: true },
    { seq: 2, text: "of the first", both: true },
    { seq: 3, text: "later", both: true },
  ]);
});

test("I1 every conversation is dense from 1 and dated no later than now", async () => {
  expect(await run(target, "select conversation_id from messages group by 1 having count(*) <> max(seq) or min(seq) <> 1")).toEqual([]);
  expect(await run(target, "select 1 from messages where created_at > now() or edited_at > now()")).toEqual([]);
  expect(await run(target, "select 1 from conversations where activity_at > now()")).toEqual([]);
});

test("texts of more than 8,000 characters are kept, of more than 64,000 cut", async () => {
  expect(await run(target, "select length(text)::int as length from messages where length(text) > 8000 order by 1")).toEqual([
    { length: 9000 },
    { length: 64_000 },
  ]);
});

test("a message of nobody has a deactivated sender, and who wrote without being a member is a former one", async () => {
  expect(await run(target, "select id, name, active from users where id in ('bazaar:nobody', '99') order by id")).toEqual([
    { id: "99", name: "99", active: true },
    { id: "bazaar:nobody", name: "Deleted user", active: false },
  ]);
  const members = await run(
    target,
    "select user_id, left_at is null as present from members where conversation_id::text = resolve_alias('bazaar', 'conversation', '5') order by 1",
  );
  expect(members).toEqual([
    { user_id: "1", present: true },
    { user_id: "3", present: false },
    { user_id: "99", present: true },
    { user_id: "bazaar:nobody", present: false },
  ]);
});
