import type { Progress } from "./progress.ts";
import type { Staged } from "./records.ts";
import type { Source } from "./source.ts";
import { insertStaged } from "./staging.sql.ts";
import type { State, Target } from "./target.ts";

/** Lays the source out, part after part, a page per transaction. Gives what it has counted. */
export async function stage(target: Target, source: Source, state: State, progress: Progress): Promise<void> {
  const first = Number(state.step.slice("read ".length));
  for (const [index, part] of source.parts.entries()) {
    if (index < first) continue;
    let [position, done] = index === first ? [state.position as string | number | null, state.done] : [null, 0];
    progress.begin(`reading ${part.name}`, part.total, done);
    for await (const page of part.read(position)) {
      done += page.done;
      position = page.position;
      await target.transaction(async () => {
        for (const [table, rows] of byTable(page.records)) await target.query(insertStaged(table, Object.keys(rows[0] ?? {})), [JSON.stringify(rows)]);
        await target.moveTo({ step: `read ${index}`, position, done });
      });
      progress.at(done);
    }
    progress.end(done);
    // With what was noted since the last page.
    await target.transaction(() => target.moveTo({ step: `read ${index + 1}`, position: null, done: 0 }));
  }
  await target.transaction(async () => {
    await target.query(
      `update state set step = 'plan', summary = jsonb_build_object('users', (select count(*) from staged_users), 'conversations', (select count(*) from staged_conversations),
        'messages', (select count(*) from staged_messages))`,
    );
  });
}

function byTable(records: Staged[]): [string, Staged["row"][]][] {
  return [...Map.groupBy(records, ({ table }) => table)].map(([table, staged]) => [table, staged.map(({ row }) => row)]);
}
