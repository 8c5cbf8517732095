import { events, operations } from "@parley/protocol";
import { signToken } from "../token.ts";
import { type Contestant, type ContestantName, storedText, unreadMessages } from "./contestant.ts";
import { type Entry, startProcess } from "./startContestants.ts";
import type { Wire } from "./wire.ts";

const requestsAtOnce = 10;

const nativeWire: Wire = {
  sendEvent: operations["messages.send"].socket as string,
  heardEvent: events["message.created"].socket,
  joinEvent: null,
  textField: "text",
  acknowledged: '[{"ok":true',
};
const nestWire: Wire = { sendEvent: "sendMessage", heardEvent: "newMessage", joinEvent: null, textField: "content", acknowledged: '[{"success":true' };
const bazaarWire: Wire = { ...nestWire, sendEvent: "message:send", heardEvent: "message:new" };

const product = new URL("../../../packages/server/src/main.ts", import.meta.url);
const nativeAlone = new URL("./nativeAlone.ts", import.meta.url);

/** Budgets are counted as in life, and large enough never to refuse the load. */
const countedLimits = "1000000";

export function startParley(entry: Entry): Promise<Contestant> {
  return start(entry, "parley");
}

export function startUnguarded(entry: Entry): Promise<Contestant> {
  return start(entry, "unguarded", { env: { RATE_LIMITS: "0" } });
}

export function startUnindexed(entry: Entry): Promise<Contestant> {
  return start(entry, "unindexed", { env: { SEARCH_INDEXER: "off" } });
}

export function startNativeAlone(entry: Entry): Promise<Contestant> {
  return start(entry, "nativeAlone", { script: nativeAlone });
}

export function startNest(entry: Entry): Promise<Contestant> {
  return start(entry, "nest", { env: { ROOT_DIALECT: "nest" }, wire: nestWire });
}

export function startBazaar(entry: Entry): Promise<Contestant> {
  return start(entry, "bazaar", { env: { ROOT_DIALECT: "bazaar" }, wire: bazaarWire });
}

type Variant = { script?: URL; env?: Record<string, string>; wire?: Wire };

async function start(entry: Entry, name: Exclude<ContestantName, "oneInsert" | "relay">, variant: Variant = {}): Promise<Contestant> {
  const { script = product, env = {}, wire = nativeWire } = variant;
  const { url, pool } = await entry.cluster.createDatabase(name.toLowerCase(), entry.cleanup);
  const started = await startProcess(entry, script, {
    DATABASE_URL: url,
    DEMO: "off",
    LOG_LEVEL: "warn",
    RATE_LIMITS: countedLimits,
    ...env,
  });

  async function createUsers(userIds: string[]): Promise<void> {
    await pool.query("insert into users (id, name) select id, 'User ' || id from unnest($1::text[]) as id on conflict do nothing", [userIds]);
  }

  /** Over REST, so that system messages, revs and caches are what they are in life. */
  async function createConversation([creator = "", ...others]: string[]): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${started.server.port}/native/api/conversations`, {
      method: "POST",
      headers: { authorization: `Bearer ${signToken(creator, entry.secret)}`, "content-type": "application/json" },
      body: JSON.stringify({ type: others.length === 1 ? "direct" : "group", participantIds: others }),
    });
    if (response.status !== 201) throw new Error(`creating a conversation: ${response.status} ${await response.text()}`);
    const { conversation } = (await response.json()) as { conversation: { id: string } };
    return conversation.id;
  }

  return Object.assign(started, {
    name,
    wire,
    createUsers,
    async createConversations(memberLists: string[][]) {
      await createUsers([...new Set(memberLists.flat())]);
      const ids: string[] = [];
      for (let next = 0; next < memberLists.length; next += requestsAtOnce) {
        ids.push(...(await Promise.all(memberLists.slice(next, next + requestsAtOnce).map(createConversation))));
      }
      return ids;
    },
    storage: {
      async fill(conversationIds: string[], each: number) {
        await pool.query(fill, [conversationIds, each, storedText]);
        await pool.query(advance, [conversationIds]);
        await pool.query(readAllButNewest, [conversationIds, unreadMessages]);
        await pool.query("vacuum analyze");
      },
      async countMessages() {
        return (await pool.query("select count(*)::int as count from messages")).rows[0].count;
      },
      historyPath: (conversationId: string) => `/api/conversations/${conversationId}/messages?limit=50`,
      listPath: "/api/conversations?limit=30",
      unreadPath: "/api/unread",
      async store(messages: { conversationId: string; text: string }[]) {
        await pool.query(store, [messages.map(({ conversationId }) => conversationId), messages.map(({ text }) => text)]);
      },
      async settle() {
        await pool.query("vacuum analyze");
      },
      async indexed() {
        for (;;) {
          const { rows } = await pool.query(behind);
          if (rows[0].behind === 0) break;
          await new Promise((resolve) => setTimeout(resolve, 1000));
        }
        await pool.query("vacuum analyze");
      },
      searchPath: (word: string, conversationId?: string) =>
        `/api/messages/search?limit=20&query=${encodeURIComponent(`${word} `)}${conversationId === undefined ? "" : `&conversationId=${conversationId}`}`,
    },
  });
}

// Scattered by time, like those of the other contestant.
const fill = `
  with members as (select conversation_id, array_agg(user_id order by user_id) as ids from members group by 1)
  insert into messages (conversation_id, seq, rev, sender_id, client_id, text, created_at)
  select c.id, n, c.last_rev + n - c.last_seq, m.ids[1 + n % 2], 'stored-' || n, $3, now() - make_interval(secs => $2 - n)
  from generate_series(1, $2::int) as n, conversations c join members m on m.conversation_id = c.id
  where c.id = any($1::uuid[]) and n > c.last_seq
  order by n, c.id`;

const advance = `
  update conversations c set last_seq = m.seq, last_rev = c.last_rev + m.seq - c.last_seq, activity_at = now()
  from (select conversation_id, max(seq) as seq from messages where conversation_id = any($1::uuid[]) group by 1) m
  where c.id = m.conversation_id`;

const readAllButNewest = `
  update members m set read_seq = greatest(c.last_seq - $2, 0), delivered_seq = c.last_seq
  from conversations c where c.id = m.conversation_id and c.id = any($1::uuid[])`;

// Numbered after what each conversation holds; the sender is one of its two members.
const store = `
  with numbered as (
    select id, text, i, row_number() over (partition by id order by i) as n from unnest($1::uuid[], $2::text[]) with ordinality as t (id, text, i)),
  counted as (
    update conversations c set last_seq = c.last_seq + k.count, last_rev = c.last_rev + k.count, activity_at = now()
    from (select id, count(*) as count from numbered group by 1) k where c.id = k.id returning c.id, c.last_seq - k.count as seq, c.last_rev - k.count as rev)
  insert into messages (conversation_id, seq, rev, sender_id, text)
  select n.id, c.seq + n.n, c.rev + n.n, (select user_id from members m where m.conversation_id = n.id order by user_id offset n.n % 2 limit 1), n.text
  from numbered n join counted c on c.id = n.id order by n.i`;

const behind = `
  select count(*)::int as behind from conversations c left join search_progress p on p.conversation_id = c.id
  where c.last_seq > coalesce(p.seq, 0)`;
