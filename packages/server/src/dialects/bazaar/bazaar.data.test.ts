import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar();
const page = readFileSync(new URL("../../../../../docs/dialects.md", import.meta.url), "utf8");

type Unread = { id: string; unread_count: number; last_message_at: string; updated_at: string };
const rows = ({ body }: { body: Record<string, unknown> }) => body.data as Unread[];

describe("where its data lives", () => {
  /** `table.column` of theirs → what we write beside it. */
  const homes = [...page.matchAll(/^\| `(\w+)\.(\w+)` +\| (.+?) +\|$/gm)].map(([, table = "", column = "", home = ""]) => ({ table, column, home }));

  test("T+DM-01 T-DM-01 T-DM-02 T-DM-03 T-DM-04 T-DM-05 each of the 34 columns of its five tables has a home, and those named are there", async () => {
    const perTable = Object.groupBy(homes, ({ table }) => table);
    expect(Object.fromEntries(Object.entries(perTable).map(([table, columns]) => [table, columns?.length]))).toEqual({
      conversations: 7,
      conversation_participants: 7,
      messages: 11,
      message_read_receipts: 4,
      typing_indicators: 5,
    });
    const { rows: columns } = await bazaar.server.pool.query("select table_name || '.' || column_name as name from information_schema.columns");
    const ours = new Set(columns.map(({ name }) => name));
    const named = homes.flatMap(({ home }) => [...home.matchAll(/`(\w+\.\w+)`/g)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !ours.has(name))).toEqual([]);
  });

  test("T-DM-07 T+DM-01 T-P-09 with each message times move and unread counts follow, for each reader apart, and nobody has to see to it", async () => {
    const id = await bazaar.group("ada", "bob", "cleo");
    const [bob, cleo] = await bazaar.join("bob", "cleo");
    const before = rows(await bob.getConversations())[0];
    for (const text of ["one", "two"]) await bazaar.send("ada", id, text);
    await bob.markAsRead(id);
    await bazaar.send("ada", id, "three");
    const { createdAt } = await bazaar.send("cleo", id, "four");
    const shown = { id, last_message_at: createdAt, updated_at: createdAt };
    expect(rows(await bob.getConversations())).toMatchObject([{ ...shown, unread_count: 2 }]);
    expect(rows(await cleo.getConversations())).toMatchObject([{ ...shown, unread_count: 0 }]);
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(Date.parse(String(before?.last_message_at)));
  });

  test("T-DM-02 T-DM-04 a participant is there once, and has one place up to which they have read, whatever is asked at once", async () => {
    const id = await bazaar.direct("dora", "emil");
    const sent = await Promise.all(Array.from({ length: 20 }, (_, index) => bazaar.send("dora", id, `${index}`)));
    const [emil] = await bazaar.join("emil");
    const places = sent.map((message) => emil.socket.timeout(10_000).emitWithAck("message:read", { conversationId: id, messageId: message.id }));
    await Promise.all(places);
    const { rows: members } = await bazaar.server.pool.query("select read_seq from members where conversation_id = $1 and user_id = 'emil'", [id]);
    expect(members).toEqual([{ read_seq: "20" }]);
    await expect(bazaar.server.pool.query("insert into members (conversation_id, user_id) values ($1, 'emil')", [id])).rejects.toMatchObject({ code: "23505" });
  });
});

describe("scale", () => {
  /** 20,000 conversations: enough for the planner to prefer an index wherever there is one. */
  beforeAll(async () => {
    await bazaar.as("ravi").call("users.me", {});
    const { pool } = bazaar.server;
    await pool.query("insert into users (id, name) select 'u' || n, 'Buyer ' || n from generate_series(1, 20000) n");
    await pool.query(`with made as (
        insert into conversations (id, type, direct_key, context, created_by, last_seq, last_rev, member_count)
        select gen_random_uuid(), 'direct', 'scale ' || n, jsonb_build_object('type', 'ad', 'id', n::text, 'title', 'Ad'), 'u' || n, 5, 6, 2
        from generate_series(1, 20000) n returning id, created_by),
      joined as (insert into members (conversation_id, user_id) select id, created_by from made)
      insert into messages (conversation_id, seq, rev, sender_id, text) select id, s, s, created_by, 'hello' from made, generate_series(1, 5) s`);
    for (const table of ["users", "conversations", "members", "messages"]) await pool.query(`analyze ${table}`);
  });

  test("T-DM-06 T-SC-01 history, unread counts, lists and the search for people read no table from end to end", async () => {
    const { pool } = bazaar.server;
    const { rows: some } = await pool.query("select conversation_id as id from members where user_id = 'u17'");
    const plan = async (text: string, values: unknown[]) => {
      const explained = await pool.query(`explain ${text}`, values);
      return explained.rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    const asked: unknown[][] = [];
    const own = bazaar.server.server.app.pool;
    const query = own.query.bind(own);
    own.query = ((...args: [unknown, unknown]) => {
      asked.push(args);
      return (query as (...args: unknown[]) => unknown)(...args);
    }) as typeof own.query;
    const client = await bazaar.joinWith(await bazaar.server.tokenFor("u17", { name: "Buyer 17" }));
    const answers = [await client.getConversations(), await client.getConversation(some[0].id), await client.getUnreadCount()];
    own.query = query;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const statements = asked.map(([first, second]) => (typeof first === "string" ? { text: first, values: second } : first)) as {
      text: string;
      values?: unknown[];
    }[];
    const reads = statements.filter(({ text }) => /\b(from|join) (messages|members|conversations)\b/.test(text) && /^\s*(with|select)/.test(text));
    expect(reads.length).toBeGreaterThan(4);
    for (const { text, values = [] } of reads) {
      if (/\b(update|insert|delete)\b/.test(text)) continue;
      expect({ text, plan: await plan(text, values) }).toEqual({ text, plan: expect.not.stringMatching(/Seq Scan on (messages|members|conversations|users)/) });
    }
  });
});
