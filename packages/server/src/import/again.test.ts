import { bazaarTables, createTestDatabase } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSource, importInto, type Place, run } from "./import.fixture.ts";

let source: Place;
let target: Place;
beforeAll(async () => {
  source = await createSource(
    bazaarTables,
    "insert into users (full_name) values ('One'), ('Two'), ('Three')",
    "insert into conversations (type, created_at) values ('group', '2025-01-01')",
    "insert into conversation_participants (conversation_id, user_id, joined_at) values (1, 1, '2025-01-01'), (1, 2, '2025-01-01')",
    `insert into messages (conversation_id, sender_id, content, created_at)
      select 1, 1 + i % 2, 'message ' || i, timestamptz '2025-01-02' + i * interval '1 minute' from generate_series(1, 9) i`,
  );
  target = await createTestDatabase();
});
afterAll(async () => {
  await source.drop();
  await target.drop();
});

const texts = () => run(target, "select seq::int, rev::int, text from messages order by conversation_id, seq");
const member = (id: string) =>
  run(
    target,
    `select read_seq::int as read, (last_seq - read_seq)::int as unread from members join conversations on id = conversation_id where user_id = '${id}'`,
  );

test("a source that is not there, or is not the system, is refused in words", async () => {
  await expect(importInto(target, "bazaar", "postgres://nobody@127.0.0.1:1/nothing")).rejects.toThrow("cannot be reached");
  await expect(importInto(target, "bazaar", "./export")).rejects.toThrow("postgres://");
  await expect(importInto(target, "nest", source.url)).rejects.toThrow("no column conversationId, userId");
});

test("run again, an import adds what is new since, at the end, and moves marks forward", async () => {
  await importInto(target, "bazaar", source.url);
  const before = await texts();
  expect(before).toHaveLength(9);
  await importInto(target, "bazaar", source.url);
  expect(await texts()).toEqual(before);

  await run(
    source,
    "insert into messages (conversation_id, sender_id, content, created_at) values (1, 3, 'by a newcomer', '2025-01-04'), (1, 1, 'of an earlier time', '2025-01-01 12:00Z')",
    "insert into conversation_participants (conversation_id, user_id, joined_at) values (1, 3, '2025-01-04')",
    "update conversation_participants set last_read_at = '2025-01-05' where user_id = 2",
  );
  const report = await importInto(target, "bazaar", source.url);
  expect(report.messages).toEqual({ read: 11, added: 2, already: 9, leftOut: 0 });
  const after = await texts();
  expect(after.slice(0, 9)).toEqual(before);
  expect(after.slice(9).map(({ seq, text }) => [seq, text])).toEqual([
    [10, "of an earlier time"],
    [11, "by a newcomer"],
  ]);
  expect(await run(target, "select last_seq::int, member_count, (last_rev = (select max(rev) from messages)) as whole from conversations")).toEqual([
    { last_seq: 11, member_count: 3, whole: true },
  ]);
  expect(await member("2")).toEqual([{ read: 11, unread: 0 }]);
});

test("an edit made here since is kept by a later import", async () => {
  await run(target, "update messages set text = 'edited here', version = 2, changed = true where seq = 3");
  await importInto(target, "bazaar", source.url);
  expect((await texts())[2]).toMatchObject({ text: "edited here" });
});

test("S6 people of another system with the same ids are not taken for the same, unless told so", async () => {
  const other = await createSource(
    `create table "User" (id text primary key, "fullName" text)`,
    `create table "Conversation" (id text primary key, type text, name text, "createdAt" timestamp, "updatedAt" timestamp)`,
    `create table "ConversationParticipant" (id text, "conversationId" text, "userId" text, "unreadCount" int, "lastReadAt" timestamp, "joinedAt" timestamp, "leftAt" timestamp)`,
    `create table "Message" (id text primary key, "conversationId" text, "senderId" text, content text, type text, attachments jsonb[], "readBy" text[],
      "createdAt" timestamp, "updatedAt" timestamp, "deletedAt" timestamp)`,
    `insert into "User" values ('1', 'Somebody else')`,
  );
  try {
    await expect(importInto(target, "nest", other.url)).rejects.toThrow("1 people have ids of people who came from another system, e.g. 1 of bazaar");
    expect(await run(target, "select name from users where id = '1'")).toEqual([{ name: "One" }]);
    await importInto(target, "nest", other.url, { userPrefix: "nest:" });
    expect(await run(target, "select resolve_alias('nest', 'user', '1') as id, (select name from users where id = 'nest:1') as name")).toEqual([
      { id: "nest:1", name: "Somebody else" },
    ]);
    await importInto(target, "nest", other.url, { samePeople: true });
    expect(await run(target, "select name from users where id = '1'")).toEqual([{ name: "One" }]);
  } finally {
    await other.drop();
  }
});

test("an import in whose middle a server appears stops, and goes on when it is gone; a page and its place are kept together", async () => {
  const place = await createTestDatabase();
  try {
    // After the first page of messages a session has the name of a server's: the import's own will do.
    await run(
      place,
      "create function appear() returns trigger language plpgsql as $$ begin perform set_config('application_name', 'parley', false); return null; end $$",
      "create trigger appear after insert on messages for each statement execute function appear()",
    );
    await expect(importInto(place, "bazaar", source.url)).rejects.toThrow("A Parley server is using this database");
    expect(await run(place, "select count(*)::int as messages, (select last_seq::int from conversations) as last from messages")).toEqual([
      { messages: 2, last: 2 },
    ]);
    await run(place, "drop trigger appear on messages");
    // A page that is written without its place being kept would be written twice.
    await run(
      place,
      "create function refuse() returns trigger language plpgsql as $$ begin raise 'no place'; end $$",
      "create trigger refuse before update on parley_import_bazaar.state for each statement execute function refuse()",
    );
    await expect(importInto(place, "bazaar", source.url)).rejects.toThrow("no place");
    expect(await run(place, "select count(*)::int as messages from messages")).toEqual([{ messages: 2 }]);
    await run(place, "drop trigger refuse on parley_import_bazaar.state");
    await importInto(place, "bazaar", source.url);
    expect(await run(place, "select count(*)::int as messages, max(seq)::int as last from messages")).toEqual([{ messages: 11, last: 11 }]);
  } finally {
    await place.drop();
  }
});

test("two imports do not run at once", async () => {
  const place = await createTestDatabase();
  try {
    const reports = await Promise.all([importInto(place, "bazaar", source.url), importInto(place, "bazaar", source.url)]);
    // One waits for the other, and finds everything there.
    expect(reports.map(({ messages }) => messages.added).sort((one, other) => one - other)).toEqual([0, 11]);
  } finally {
    await place.drop();
  }
});
