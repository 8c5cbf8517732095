import { createTestDatabase } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled, seed } from "../src/scale.ts";
import { ask, askFaults, compare } from "./compare.ts";
import { generateBazaar } from "./generateBazaar.ts";
import { interruptImport } from "./interrupt.ts";
import { startImport } from "./startImport.ts";

const messages = scaled(20_000, 1_000_000);
const kills = 3;
/** Small pages: the last kill comes a second or more before the end, however late it is noticed that it is due. */
const batch = scaled(50, 5000);

let source: Awaited<ReturnType<typeof createTestDatabase>>;
let target: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  source = await createTestDatabase("template0");
  target = await createTestDatabase();
  await generateBazaar(source.url, { messages, seed });
});
afterAll(async () => {
  await source.drop();
  await target.drop();
});

test(`T-DM-03 F13 an import of ${messages} messages, killed ${kills} times at random and run again, gives the source's messages, counts and order (seed ${seed})`, async () => {
  const args = ["bazaar", "--from", source.url, "--batch", String(batch)];
  await interruptImport(target.url, { source: "bazaar", args, messages, kills });
  const last = startImport(target.url, args);
  expect(await last.ended(), last.output()).toBe(0);
  expect(last.output()).toContain("goes on at");
  // A page that was read twice would be found by its ids.
  expect(last.output()).not.toMatch(/_twice|_orphan/);
  console.log(last.output().trim());

  const compared = await compare(source.url, target.url);
  expect(compared.target).toEqual(compared.source);
  expect(compared.target.reduce((sum, { messages: count }) => sum + count, 0)).toBe(messages);
  expect(await askFaults(target.url)).toEqual([]);
});

test("T-DM-04 T-P-10 what is unread is what was unread there", async () => {
  // A deleted message is nothing to read there, and has its place here.
  const there = await ask(
    source.url,
    `select p.conversation_id::text || ' ' || p.user_id as member, (select count(*)::int from messages m
        where m.conversation_id = p.conversation_id and m.sender_id <> p.user_id and m.created_at > coalesce(p.last_read_at, '-infinity')) as unread
      from conversation_participants p where not exists (select 1 from messages m where m.conversation_id = p.conversation_id and m.is_deleted) order by 1`,
  );
  const here = await ask<{ member: string; unread: number }>(
    target.url,
    `select a.old_id || ' ' || m.user_id as member, (c.last_seq - m.read_seq)::int as unread from members m join conversations c on c.id = m.conversation_id
      join aliases a on a.kind = 'conversation' and a.conversation_id = c.id
      where not exists (select 1 from messages x where x.conversation_id = c.id and x.deleted_at is not null) order by 1`,
  );
  expect(here).toEqual(there);
  expect(here.filter(({ unread }) => unread > 0).length).toBeGreaterThan(0);
});

test("T-DM-03 the same import run once more adds nothing", async () => {
  const before = await ask(target.url, "select count(*)::int as messages, max(xmin::text::bigint)::int as last from messages");
  const again = startImport(target.url, ["bazaar", "--from", source.url]);
  expect(await again.ended(), again.output()).toBe(0);
  expect(again.output()).toMatch(
    new RegExp(`messages +${messages.toLocaleString("en-GB")} read, 0 added, ${messages.toLocaleString("en-GB")} there before, 0 left out`),
  );
  expect(await ask(target.url, "select count(*)::int as messages, max(xmin::text::bigint)::int as last from messages")).toEqual(before);
  expect(await ask(target.url, "select 1 from information_schema.schemata where schema_name like 'parley_import%'")).toEqual([]);
});
