import { LRUCache } from "lru-cache";
import { Breath } from "./breath.ts";
import type { Spelling } from "./document.ts";
import type { Run } from "./indexBatch.ts";
import { ADD, COUNT, DROP, WIDEN } from "./indexer.sql.ts";

/** Spellings whose forms are in the table: they need not be written with every message. One set for each database. */
export type Written = LRUCache<string, true>;
export const newWritten = (): Written => new LRUCache({ max: 50_000 });

/** Makes the forms of new spellings: a tenth of a millisecond each. They are kept until they are written. */
export async function prepareForms(spellings: Map<string, Spelling>, written: Written): Promise<void> {
  const breath = new Breath();
  for (const { surface, forms } of spellings.values()) {
    await breath.take();
    if (!written.has(surface)) forms();
  }
}

/** Keeps search_words the count of the words of search_documents. */
export async function countWords(
  run: Run,
  { gone, come, spellings, written }: { gone: string[]; come: string[]; spellings: Map<string, Spelling>; written: Written },
): Promise<void> {
  const counts = new Map<string, number>();
  for (const word of gone) counts.set(word, (counts.get(word) ?? 0) - 1);
  for (const word of come) counts.set(word, (counts.get(word) ?? 0) + 1);
  const changed = [...counts].filter(([, difference]) => difference !== 0);
  const rows = await run<{ word: string }>(COUNT, [changed.map(([word]) => word), changed.map(([, difference]) => difference)]);
  const known = new Set(rows.map(({ word }) => word));
  const added = changed.filter(([word, difference]) => difference > 0 && !known.has(word));
  const forms = added.map(([word]) => spellings.get(word)?.forms().join("\n") ?? null);
  if (added.length > 0) await run(ADD, [added.map(([word]) => word), added.map(([, difference]) => difference), forms]);
  const widened = [...spellings].filter(([word, { surface }]) => !written.has(surface) && known.has(word));
  if (widened.length > 0) await run(WIDEN, [widened.map(([word]) => word), widened.map(([, { forms }]) => forms().join("\n"))]);
  if (gone.length > 0) await run(DROP, [[...new Set(gone)]]);
  for (const { surface } of spellings.values()) written.set(surface, true);
}
