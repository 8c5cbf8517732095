import { createTestDatabase } from "@parley/testkit";
import { describe, expect, test } from "vitest";
import { scaled, seed } from "../src/scale.ts";
import { ask, askFaults } from "./compare.ts";
import { generateExports } from "./generateExports.ts";
import { interruptImport } from "./interrupt.ts";
import { startImport } from "./startImport.ts";

const messages = scaled(3000, 100_000);
const kills = scaled(1, 4);
const batch = scaled(50, 1000);

const conversations = `
  select a.old_id as id, array_agg(m.text order by m.seq) as texts from messages m
  join aliases a on a.source = $1 and a.kind = 'conversation' and a.conversation_id = m.conversation_id group by 1`;

// bazaar's has a test of its own (killed.test.ts), on a million messages of every kind.
describe.each(Object.keys(generateExports) as (keyof typeof generateExports)[])("of %s", (source) => {
  test(`F13 an import of ${messages} messages, killed ${kills} times at random and run again, gives the source's messages, counts and order (seed ${seed})`, async () => {
    const { from, texts, remove } = await generateExports[source](messages);
    const target = await createTestDatabase();
    try {
      const args = [source, "--from", from, "--batch", String(batch)];
      await interruptImport(target.url, { source, args, messages, kills });
      const last = startImport(target.url, args);
      expect(await last.ended(), last.output()).toBe(0);
      // It goes on where it was; killed when all was read, it reads nothing again.
      expect(last.output()).toMatch(/goes on at|^planning/);
      expect(last.output()).not.toMatch(/_twice|_orphan/);

      const rows = await ask<{ id: string; texts: string[] }>(target.url, conversations, [source]);
      expect(new Map(rows.map((row) => [row.id, row.texts]))).toEqual(texts);
      expect(await askFaults(target.url)).toEqual([]);
    } finally {
      await target.drop();
      await remove();
    }
  });
});
