import type pg from "pg";
import type { Statement } from "../../db/query.ts";
import { Breath } from "./breath.ts";
import { type Source, type Spelling, toDocument } from "./document.ts";
import { ADVANCE, FORGET, PROGRESS, REMEMBER, TURN, UNINDEXED } from "./indexer.sql.ts";
import { toLexemes } from "./lexemes.ts";
import { countWords, prepareForms, type Written } from "./vocabulary.ts";

/** Messages per transaction: a fraction of a second of work. */
const batch = 400;

type Mark = { id: string; rev: number; seq: number; last_rev: number; last_seq: number };
type Unindexed = Source & { rev: number; came: boolean };
export type Run = <Row extends pg.QueryResultRow>(statement: Statement, values?: unknown[]) => Promise<Row[]>;

/** A batch made ready: texts are worked on before the transaction, which holds locks. */
type Batch = { marks: Mark[]; rows: Unindexed[]; documents: { row: Unindexed; words: string[] }[]; spellings: Map<string, Spelling>; each: number };

/**
 * Indexes what these conversations have above their marks, a part of it if
 * there is much. Gives those that are complete, or null when another process
 * was quicker.
 */
export async function indexBatch(pool: pg.Pool, conversationIds: string[], written: Written): Promise<string[] | null> {
  const ready = await prepare(async (statement, values = []) => (await pool.query({ ...statement, values })).rows as never, conversationIds, written);
  const client = await pool.connect();
  let broken = true;
  try {
    const run: Run = async (statement, values = []) => (await client.query({ ...statement, values })).rows as never;
    // Marks and index are in one transaction: if a crash takes its end, it takes both.
    await client.query("begin; set local synchronous_commit = off; set local statement_timeout = 4000");
    const mine = await isMine(run, ready.marks);
    if (mine) await write(run, ready, written);
    await client.query("commit");
    broken = false;
    return mine ? ready.marks.map((mark) => advance(mark, ready)).flatMap(({ id, complete }) => (complete ? [id] : [])) : null;
  } finally {
    // With its transaction open the connection goes, and the transaction with it.
    client.release(broken);
  }
}

async function prepare(run: Run, conversationIds: string[], written: Written): Promise<Batch> {
  const marks = await run<Mark>(PROGRESS, [conversationIds]);
  const each = Math.max(20, Math.floor(batch / conversationIds.length));
  const rows = await run<Unindexed>(UNINDEXED, [marks.map(({ id }) => id), marks.map(({ rev }) => rev), marks.map(({ seq }) => seq), each]);
  const breath = new Breath();
  const documents: Batch["documents"] = [];
  const spellings: Batch["spellings"] = new Map();
  for (const row of rows) {
    await breath.take();
    const document = toDocument(row);
    if (document === null) continue;
    documents.push({ row, words: [...document.keys()] });
    for (const [word, spelling] of document) if (spelling !== null) spellings.set(word, spelling);
  }
  await prepareForms(spellings, written);
  return { marks, rows, documents, spellings, each };
}

/** One process writes at a time, and only from marks that are still so. */
async function isMine(run: Run, marks: Mark[]): Promise<boolean> {
  const [turn] = await run<{ mine: boolean }>(TURN);
  if (turn?.mine !== true) return false;
  const now = new Map((await run<Mark>(PROGRESS, [marks.map(({ id }) => id)])).map((mark) => [mark.id, mark]));
  return marks.every(({ id, rev, seq }) => now.get(id)?.rev === rev && now.get(id)?.seq === seq);
}

async function write(run: Run, ready: Batch, written: Written): Promise<void> {
  const { rows, documents } = ready;
  // What came is above the mark, so nothing is known of it yet; unless the mark was lost and not the index.
  const unmarked = new Set(ready.marks.filter(({ seq }) => seq === 0).map(({ id }) => id));
  const changed = rows.filter((row) => !row.came || unmarked.has(row.conversation_id));
  const keys = [changed.map((row) => row.conversation_id), changed.map((row) => row.seq)];
  const forgotten = changed.length === 0 ? [] : await run<{ words: string[] }>(FORGET, keys);
  await run(REMEMBER, [
    documents.map(({ row }) => row.conversation_id),
    documents.map(({ row }) => row.seq),
    documents.map(({ row }) => row.sender_id),
    documents.map(({ row }) => row.created_at),
    documents.map(({ words }) => toLexemes(words)),
  ]);
  await countWords(run, { gone: forgotten.flatMap(({ words }) => words), come: documents.flatMap(({ words }) => words), spellings: ready.spellings, written });
  const advanced = ready.marks.map((mark) => advance(mark, ready));
  await run(ADVANCE, [advanced.map(({ id }) => id), advanced.map(({ rev }) => rev), advanced.map(({ seq }) => seq)]);
}

/** Up to the last message if all that came were read, and up to the last rev if all that changed were. */
function advance(mark: Mark, { rows, each }: Batch): { id: string; rev: number; seq: number; complete: boolean } {
  const own = rows.filter((row) => row.conversation_id === mark.id);
  const came = own.filter((row) => row.came);
  const changed = own.filter((row) => !row.came);
  const allCame = came.length < each;
  const allChanged = changed.length < each;
  const seq = Math.max(allCame ? mark.last_seq : mark.seq, ...came.map((row) => row.seq));
  // A message that came is read as it is now; only older ones are found by rev, so rev waits for the last of them.
  const rev = allChanged ? (allCame ? mark.last_rev : mark.rev) : Math.max(...changed.map((row) => row.rev));
  return { id: mark.id, rev, seq, complete: allCame && allChanged };
}
