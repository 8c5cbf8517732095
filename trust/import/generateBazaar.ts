import { bazaarTables } from "@parley/testkit";
import pg from "pg";

/**
 * Fills a database with a bazaar of so many messages, the same for the same
 * seed. Conversations are of two people about an advertisement, every eighth
 * one of a group. A message's id says nothing of its time, and many share
 * a second, so order has to be made of both.
 */
export async function generateBazaar(url: string, { messages, seed }: { messages: number; seed: number }): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(bazaarTables);
    for (const statement of statements(messages, seed)) await client.query(statement);
  } finally {
    await client.end();
  }
}

function statements(messages: number, seed: number): string[] {
  const people = Math.max(20, Math.round(messages / 200));
  const conversations = Math.max(10, Math.round(messages / 40));
  /** Chance by number and name, 0 to below `below`. */
  const chance = (what: string, of: string, below: number | string): string =>
    `((hashtextextended('${what}' || ${of}, ${seed}) & 9223372036854775807) % ${below})`;
  const start = "timestamptz '2024-01-01 00:00:00Z'";
  return [
    `insert into users (full_name, email, created_at) select 'Person ' || i, 'person' || i || '@bazaar.example', ${start} from generate_series(1, ${people}) i`,
    `insert into ads (title, slug) select 'Bicycle ' || i, 'bicycle-' || i from generate_series(1, ${Math.ceil(conversations / 10)}) i`,
    // Every conversation has another pair, or another advertisement.
    `insert into conversations (type, title, ad_id, created_at) select case when i % 8 = 0 then 'group' else 'direct' end, case when i % 8 = 0 then 'Group ' || i end,
      case when i % 8 <> 0 then i end, ${start} + i * interval '1 minute' from generate_series(1, ${conversations}) i`,
    // Members stand next to each other on a ring of people, from a random one on: two, or five in a group.
    `insert into conversation_participants (conversation_id, user_id, joined_at, last_read_at, is_muted, is_archived)
      select c.id, (${chance("first", "c.id", people)} + n * 3) % ${people} + 1, c.created_at,
        case when ${chance("read", "(c.id * 10 + n)", 3)} > 0 then ${start} + ${chance("until", "(c.id * 10 + n)", 365 * 24 * 3600)} * interval '1 second' end,
        ${chance("mute", "(c.id * 10 + n)", 20)} = 0, ${chance("archive", "(c.id * 10 + n)", 20)} = 0
      from conversations c cross join generate_series(0, 4) n where c.type = 'group' or n < 2`,
    `insert into messages (conversation_id, sender_id, content, type, attachment_url, is_edited, edited_at, is_deleted, deleted_at, created_at)
      select conversation_id, (${chance("first", "conversation_id", people)} + nth * 3) % ${people} + 1, 'message ' || i || ' of ' || conversation_id,
        case when with_file then 'image' else 'text' end, case when with_file then 'https://files.bazaar.example/' || i || '.jpg' end,
        i % 23 = 0, case when i % 23 = 0 then created_at + interval '1 hour' end, i % 31 = 0, case when i % 31 = 0 then created_at + interval '2 hours' end, created_at
      from (select i, conversation_id, ${chance("sender", "i", "case when conversation_id % 8 = 0 then 5 else 2 end")} as nth, ${chance("file", "i", 40)} = 0 as with_file,
          ${start} + interval '1 day' + ${chance("time", "i", "(364 * 24 * 3600 / 60)")} * interval '1 minute' as created_at
        from (select i, 1 + ${chance("conversation", "i", conversations)} as conversation_id from generate_series(1, ${messages}) i) x) y`,
    // Who wrote had the conversation open: their client said that it was read.
    `update conversation_participants p set last_read_at = greatest(p.last_read_at, m.at)
      from (select conversation_id, sender_id, max(created_at) as at from messages group by 1, 2) m where m.conversation_id = p.conversation_id and m.sender_id = p.user_id`,
    "create index on messages (conversation_id, created_at)",
    "insert into message_read_receipts (message_id, user_id) select id, sender_id from messages where id % 50 = 0",
    "analyze",
  ];
}
