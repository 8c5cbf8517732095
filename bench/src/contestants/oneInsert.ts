import { type Contestant, storedText, unreadMessages } from "./contestant.ts";
import { type Entry, startProcess } from "./startContestants.ts";
import { tutorialWire } from "./wire.ts";

export async function startOneInsert(entry: Entry): Promise<Contestant> {
  const { url, pool } = await entry.cluster.createDatabase("one_insert", entry.cleanup);
  const started = await startProcess(entry, new URL("../../baselines/oneInsert.ts", import.meta.url), { DATABASE_URL: url });

  async function createUsers(userIds: string[]): Promise<void> {
    await pool.query("insert into users (id, name) select id, 'User ' || id from unnest($1::text[]) as id on conflict do nothing", [userIds]);
  }

  return Object.assign(started, {
    name: "oneInsert" as const,
    wire: tutorialWire,
    createUsers,
    async createConversations(memberLists: string[][]) {
      await createUsers([...new Set(memberLists.flat())]);
      const { rows } = await pool.query("insert into conversations (title) select null from generate_series(1, $1) returning id", [memberLists.length]);
      const seats = memberLists.flatMap((members, index) => members.map((userId) => ({ id: rows[index].id, userId })));
      await pool.query("insert into participants (conversation_id, user_id) select * from unnest($1::int[], $2::text[])", [
        seats.map((seat) => seat.id),
        seats.map((seat) => seat.userId),
      ]);
      return rows.map((row) => String(row.id));
    },
    storage: {
      async fill(conversationIds: string[], each: number) {
        await pool.query(fill, [conversationIds, each, storedText]);
        await pool.query(readAllButNewest, [conversationIds, unreadMessages]);
        await pool.query("vacuum analyze");
      },
      async countMessages() {
        return (await pool.query("select count(*)::int as count from messages")).rows[0].count;
      },
      historyPath: (conversationId: string) => `/conversations/${conversationId}/messages?limit=50`,
      listPath: "/conversations?limit=30",
      unreadPath: "/unread",
      async store(messages: { conversationId: string; text: string }[]) {
        await pool.query(store, [messages.map(({ conversationId }) => conversationId), messages.map(({ text }) => text)]);
      },
      async settle() {
        await pool.query("vacuum analyze");
      },
      async indexed() {},
      searchPath: (word: string, conversationId?: string) =>
        `/search?limit=20&query=${encodeURIComponent(word)}${conversationId === undefined ? "" : `&conversationId=${conversationId}`}`,
    },
  });
}

// Ordered by time and not by conversation: the rows of one conversation lie
// scattered over the table, as they do where many people write at once.
const fill = `
  with held as (select id, (select count(*) from messages m where m.conversation_id = c.id) as count from conversations c where id = any($1::int[])),
  members as (select conversation_id, array_agg(user_id order by user_id) as ids from participants group by 1)
  insert into messages (conversation_id, sender_id, content, created_at)
  select h.id, m.ids[1 + n % 2], $3, now() - make_interval(secs => $2 - n)
  from generate_series(1, $2::int) as n, held h join members m on m.conversation_id = h.id
  where n > h.count
  order by n, h.id`;

const store = `
  insert into messages (conversation_id, sender_id, content)
  select t.id, (select user_id from participants p where p.conversation_id = t.id order by user_id offset i % 2 limit 1), text
  from unnest($1::int[], $2::text[]) with ordinality as t (id, text, i) order by i`;

const readAllButNewest = `
  update participants p set last_read_at =
    (select created_at from messages m where m.conversation_id = p.conversation_id order by created_at desc offset $2 limit 1)
  where conversation_id = any($1::int[])`;
