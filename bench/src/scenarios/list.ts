import type { Bench, Figure } from "../bench.ts";
import { readPages } from "./readPages.ts";
import { openLibraries } from "./stored.ts";

const page = 30;

/** The first screen of the conversation list, with last messages and unread counts, of users who are in 200 conversations. */
export async function list(bench: Bench): Promise<Figure[]> {
  const libraries = await openLibraries(bench.contestants, bench.effort.stored.at(-1) as number);
  const rounds = await readPages(bench, libraries, {
    targets: ({ readers, storage }) => [...new Set(readers.map(({ userId }) => userId))].map((userId) => ({ userId, path: storage.listPath })),
    items: page,
    ms: bench.effort.roundMs,
  });
  return [{ label: `conversation list, first ${page} of 200`, unit: "lists/s", better: "more", rounds }];
}
