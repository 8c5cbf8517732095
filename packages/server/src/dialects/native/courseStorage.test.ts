import { ask, createTestDatabase, newDirect, startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

test("F-P-03 F-P-06 F-DL-04 what was acknowledged is there, in its order, after the server has stopped and another has started", async () => {
  const { id } = await newDirect(server, "ada", "bob");
  const ada = await server.connect("ada");
  for (let count = 1; count <= 20; count++) await ask(ada, "message:send", { conversationId: id, text: `${count}` });
  await server.as("bob").call("receipts.read", { conversationId: id, seq: 5 });
  const read = async () => ({
    history: await server.as("bob").call("messages.list", { conversationId: id }),
    conversation: await server.as("bob").call("conversations.get", { conversationId: id }),
  });
  const before = await read();
  await server.stop();
  server = await startTestServer({ DATABASE_URL: database.url });
  expect(await read()).toEqual(before);
  expect(before.history.messages.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}`));
  expect(before.conversation.me.unread).toBe(15);
});

type Plan = { "Node Type": string; "Relation Name"?: string; Plans?: Plan[] };

test("F-DM-02 F-DM-03 X-DM-03 history, single messages, the list and unread are read by index, however much there is", async () => {
  await server.pool.query(`
    insert into users (id, name) select 'reader' || n, 'Reader ' || n from generate_series(1, 800) n;
    insert into conversations (id, type, direct_key, created_by, last_seq, last_rev, member_count)
      select gen_random_uuid(), 'direct', 'pair ' || n, 'reader1', 10, 10, 2 from generate_series(1, 20000) n;
    insert into members (conversation_id, user_id)
      select id, 'reader' || (1 + (row_number() over ()) % 800) from conversations where direct_key like 'pair %';
    insert into messages (conversation_id, seq, rev, sender_id, text)
      select id, n, n, 'reader1', 'words' from conversations, generate_series(1, 10) n where direct_key like 'pair %';
    analyze users, conversations, members, messages`);
  const { rows } = await server.pool.query("select conversation_id as id from members where user_id = 'reader7' limit 1");
  const conversationId: string = rows[0].id;
  const reader = server.as("reader7");
  await reader.call("messages.list", { conversationId });
  await reader.call("messages.get", { messageId: `${conversationId}.1` });
  await reader.call("conversations.list", {});
  await reader.call("conversations.findDirect", { userId: "reader8" });
  await reader.call("receipts.unread", {});

  const plans = await plansOf(["history", "messages_by_seq", "conversation_list", "direct_by_key", "unread"]);
  for (const [name, plan] of plans) {
    const read = nodesOf(plan).filter((node) => ["messages", "members", "conversations"].includes(node["Relation Name"] ?? ""));
    expect(read.map((node) => `${name}: ${node["Relation Name"]} by ${node["Node Type"]}`)).not.toEqual([]);
    expect(read.filter((node) => node["Node Type"] === "Seq Scan").map((node) => `${name}: ${node["Relation Name"]}`)).toEqual([]);
  }
});

/** How PostgreSQL reads for the statements that the server has prepared, asked on the connections that have them. */
async function plansOf(names: string[]): Promise<Map<string, Plan>> {
  const { pool } = server.server.app;
  await waitFor("the connections to be idle", () => pool.idleCount === pool.totalCount);
  const clients = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
  const plans = new Map<string, Plan>();
  try {
    for (const client of clients) {
      const { rows } = await client.query("select name, array_length(parameter_types, 1) as count from pg_prepared_statements where name = any($1)", [names]);
      for (const { name, count } of rows) {
        const explained = await client.query(`explain (format json) execute "${name}" (${Array(count).fill("null").join(", ")})`);
        plans.set(name, explained.rows[0]["QUERY PLAN"][0].Plan);
      }
    }
  } finally {
    for (const client of clients) client.release();
  }
  expect([...plans.keys()].sort()).toEqual(names.toSorted());
  return plans;
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

test("F-T-06 messages that are sent at once share their commits: five hundred take a small part of that", async () => {
  const senders = Array.from({ length: 50 }, (_, count) => `sender${count}`);
  const { id } = await server.as("cleo").call("users.me", {});
  const conversations = await Promise.all(senders.map(async (sender) => (await newDirect(server, sender, id)).id));
  const sockets = await Promise.all(senders.map((sender) => server.connect(sender)));
  const sent = sockets.flatMap((socket, index) =>
    Array.from({ length: 10 }, (_, count) => ask(socket, "message:send", { conversationId: conversations[index], text: `${count}` })),
  );
  await Promise.all(sent);
  const text = "select count(*)::int as messages, count(distinct xmin::text)::int as commits from messages where conversation_id = any($1)";
  const { rows } = await server.pool.query(text, [conversations]);
  expect(rows[0].messages).toBe(500);
  expect(rows[0].commits).toBeLessThan(250);
});
