import { createTestDatabase, expectRefusal, newGroup, signIn, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: TestServer;
/** Somebody else on the database, who takes the same locks in another order. */
let other: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  other = new pg.Client(database.connection);
  await other.connect();
  // Who has waited for this long looks for a deadlock, and gives way. The server does so after a second.
  await other.query("set deadlock_timeout = '20s'");
  server = await startTestServer({ DATABASE_URL: database.url, LOG_LEVEL: "silent" });
  await signIn(server, ["ada", "bob"]);
  // Fails as PostgreSQL does when two transactions cannot both be, as often as the sequence has numbers left below zero.
  await other.query("create sequence attempts minvalue -1000 start -1000");
  await other.query(`create function conflict() returns trigger language plpgsql as $$ begin
    if nextval('attempts') < 0 then raise exception 'conflict' using errcode = '40001'; end if; return new; end $$`);
});
beforeEach(() => other.query("select setval('attempts', 1)"));
afterAll(async () => {
  await server.stop();
  await other.end();
  await database.drop();
});

/** Lets `operation` run into a lock that the other holds, and has the other then wait for one of the operation's until it gives way. */
async function deadlock<Result>(operation: () => Promise<Result>, held: string, wanted: string): Promise<Result> {
  await other.query("begin");
  await other.query(held);
  const result = operation();
  const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await waitFor("the server to wait", async () => (await server.pool.query(waiting)).rowCount);
  await other.query(wanted);
  await other.query("rollback");
  return result;
}

test("F6 an edit that loses a deadlock is tried again, and happens once", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const { message } = await server.as("ada").call("messages.send", { conversationId: id, text: "before" });
  const edit = () => server.as("ada").call("messages.edit", { messageId: message.id, text: "after" });
  const edited = await deadlock(
    edit,
    `select from messages where conversation_id = '${id}' and seq = 2 for update`,
    `select from conversations where id = '${id}' for update`,
  );
  expect(edited.message).toMatchObject({ text: "after", version: 2, rev: message.rev + 1 });
});

test("F6 I2 I4 a send that loses a deadlock is tried again, and is one message", async () => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  const draft = { conversationId: id, text: "once", clientId: "once" };
  const { message } = await deadlock(
    () => server.as("ada").call("messages.send", draft),
    `select from members where conversation_id = '${id}' and user_id = 'ada' for update`,
    `select from conversations where id = '${id}' for update`,
  );
  expect(message.seq).toBe(2);
  expect((await server.as("ada").call("messages.send", draft)).message).toEqual(message);
});

test("F6 I14 a direct conversation whose creation loses a deadlock is created by the next attempt", async () => {
  const key = JSON.stringify(["ada", "bob", "", ""]);
  const { conversation, created } = await deadlock(
    () => server.as("ada").call("conversations.create", { type: "direct", participantIds: ["bob"] }),
    "select from users where id = 'bob' for update",
    `insert into conversations (id, type, direct_key, created_by) values (gen_random_uuid(), 'direct', '${key}', 'bob')`,
  );
  expect([created, conversation.memberCount]).toEqual([true, 2]);
});

type Case = [name: string, table: string, attempt: (conversationId: string) => Promise<unknown>];
const account = () => ({ email: `${crypto.randomUUID()}@example.com`, password: "correct horse", name: "Fay" });
const conflicting: Case[] = [
  ["a send", "messages", (conversationId) => server.as("ada").call("messages.send", { conversationId, text: "hello" })],
  ["a change of a conversation", "outbox", (conversationId) => server.as("ada").call("conversations.update", { conversationId, title: crypto.randomUUID() })],
  ["a creation", "members", () => server.as("ada").call("conversations.create", { type: "group", participantIds: ["bob"] })],
  ["a registration", "accounts", () => server.anonymous("auth.register", account())],
];

test.each(conflicting)("F6 %s that conflicts three times succeeds; with one conflict more it is refused as unavailable", async (_, table, attempt) => {
  const { id } = await newGroup(server, ["ada", "bob"]);
  await other.query(`create trigger conflict before insert on ${table} for each row execute function conflict()`);
  try {
    await other.query("select setval('attempts', -3, false)");
    await attempt(id);
    await other.query("select setval('attempts', -1000, false)");
    const refusal = await expectRefusal(attempt(id), "unavailable");
    expect(refusal.toBody()).toMatchObject({ status: 503, retryAfterMs: 1000 });
    // It was tried four times.
    expect((await other.query("select last_value::int from attempts")).rows).toEqual([{ last_value: -997 }]);
  } finally {
    await other.query(`drop trigger conflict on ${table}`);
  }
});

test("F6 a refresh of a session is tried again too, and its token is good", async () => {
  const { refreshToken } = await server.anonymous("auth.register", account());
  await other.query("create trigger conflict before update on sessions for each row execute function conflict()");
  await other.query("select setval('attempts', -2, false)");
  const second = await server.anonymous("auth.refresh", { refreshToken });
  await other.query("drop trigger conflict on sessions");
  expect(await server.anonymous("auth.refresh", { refreshToken: second.refreshToken })).toMatchObject({ user: { name: "Fay" } });
});
