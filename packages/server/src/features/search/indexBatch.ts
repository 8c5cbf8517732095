import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { Statement } from "../../db/query.ts";
import { Breath } from "./breath.ts";
import { type Source, toDocument } from "./document.ts";
import { ADD, ADVANCE, COUNT, DROP, FORGET, PROGRESS, REMEMBER, TURN, UNINDEXED, WIDEN } from "./indexer.sql.ts";
import { toLexemes } from "./lexemes.ts";

/** Messages per transaction: a tenth of a second of work. */
const batch = 500;

type Progress = { id: string; rev: number; seq: number; last_rev: number; last_seq: number };
type Unindexed = Source & { rev: number; came: boolean };

/** Spellings whose forms are in the table; saves writing them with every message. */
const spelled = new LRUCache<string, true>({ max: 50_000 });

/**
 * Indexes what these conversations have above their marks, a part of it if
 * there is much. Gives those that are complete, or null when it is another
 * process's turn.
 */
export async function indexBatch(client: pg.PoolClient, conversationIds: string[]): Promise<string[] | null> {
  const run = async <Row extends pg.QueryResultRow>(statement: Statement, values: unknown[] = []) => (await client.query<Row>({ ...statement, values })).rows;
  // Progress and index are in one transaction: if its end is lost, both are.
  await client.query("begin; set local synchronous_commit = off; set local statement_timeout = 15000");
  const [turn] = await run<{ mine: boolean }>(TURN);
  if (turn?.mine !== true) {
    await client.query("commit");
    return null;
  }
  const marks = await run<Progress>(PROGRESS, [conversationIds]);
  const each = Math.max(20, Math.floor(batch / conversationIds.length));
  const rows = await run<Unindexed>(UNINDEXED, [marks.map(({ id }) => id), marks.map(({ rev }) => rev), marks.map(({ seq }) => seq), each]);
  const forgotten = await run<{ words: string[] }>(FORGET, [rows.map((row) => row.conversation_id), rows.map((row) => row.seq)]);
  await writeDocuments(
    run,
    rows,
    forgotten.flatMap(({ words }) => words),
  );
  const advanced = marks.map((mark) => advance(mark, rows, each));
  await run(ADVANCE, [advanced.map(({ id }) => id), advanced.map(({ rev }) => rev), advanced.map(({ seq }) => seq)]);
  await client.query("commit");
  return advanced.filter(({ complete }) => complete).map(({ id }) => id);
}

type Run = <Row extends pg.QueryResultRow>(statement: Statement, values?: unknown[]) => Promise<Row[]>;

async function writeDocuments(run: Run, rows: Unindexed[], gone: string[]): Promise<void> {
  const breath = new Breath();
  const counts = new Map<string, number>();
  const makers = new Map<string, { surface: string; forms: () => readonly string[] }>();
  const documents: { row: Unindexed; lexemes: string }[] = [];
  for (const word of gone) counts.set(word, (counts.get(word) ?? 0) - 1);
  for (const row of rows) {
    await breath.take();
    const document = toDocument(row);
    if (document === null) continue;
    documents.push({ row, lexemes: toLexemes(document.keys()) });
    for (const [word, maker] of document) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      if (maker !== null) makers.set(word, maker);
    }
  }
  await run(REMEMBER, [
    documents.map(({ row }) => row.conversation_id),
    documents.map(({ row }) => row.seq),
    documents.map(({ row }) => row.sender_id),
    documents.map(({ row }) => row.created_at),
    documents.map(({ lexemes }) => lexemes),
  ]);
  const changed = [...counts].filter(([, difference]) => difference !== 0);
  const known = new Set(
    (await run<{ word: string }>(COUNT, [changed.map(([word]) => word), changed.map(([, difference]) => difference)])).map(({ word }) => word),
  );
  const added: [string, number, string | null][] = [];
  const widened: [string, string][] = [];
  for (const [word, maker] of makers) {
    await breath.take();
    const difference = counts.get(word) ?? 0;
    if (difference > 0 && !known.has(word)) added.push([word, difference, maker.forms().join("\n")]);
    else if (!spelled.has(maker.surface)) widened.push([word, maker.forms().join("\n")]);
    spelled.set(maker.surface, true);
  }
  for (const [word, difference] of changed) if (difference > 0 && !known.has(word) && !makers.has(word)) added.push([word, difference, null]);
  await run(ADD, [added.map(([word]) => word), added.map(([, documents]) => documents), added.map(([, , forms]) => forms)]);
  if (widened.length > 0) await run(WIDEN, [widened.map(([word]) => word), widened.map(([, forms]) => forms)]);
  if (gone.length > 0) await run(DROP, [[...new Set(gone)]]);
}

/** Up to the last message if all that came were read, and up to the last rev if all that changed were. */
function advance(mark: Progress, rows: Unindexed[], each: number): { id: string; rev: number; seq: number; complete: boolean } {
  const own = rows.filter((row) => row.conversation_id === mark.id);
  const came = own.filter((row) => row.came);
  const changed = own.filter((row) => !row.came);
  const allCame = came.length < each;
  const allChanged = changed.length < each;
  const seq = allCame ? Math.max(mark.last_seq, ...came.map((row) => row.seq)) : Math.max(...came.map((row) => row.seq));
  // A message that came is read as it is now; only older ones are found by rev, so rev waits for the last of them.
  const rev = !allChanged ? Math.max(...changed.map((row) => row.rev)) : allCame ? mark.last_rev : mark.rev;
  return { id: mark.id, rev, seq, complete: allCame && allChanged };
}
