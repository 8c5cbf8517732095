import type { Progress } from "./progress.ts";
import type { State, Target } from "./target.ts";
import { pageStatements } from "./write.sql.ts";

/** Writes what was planned, a page per transaction. */
export async function write(target: Target, state: State, { batch, progress }: { batch: number; progress: Progress }): Promise<void> {
  const first = Number(state.step.slice("write ".length));
  for (const [index, { name, total, sql }] of pageStatements.entries()) {
    if (index < first) continue;
    let [position, done] = index === first ? [state.position, state.done] : [null, 0];
    const [all] = await target.query<{ total: number }>(total);
    progress.begin(`writing ${name}`, all?.total ?? 0, done);
    for (let rows = batch; rows === batch; ) {
      await target.transaction(async () => {
        await target.requireNoServer();
        const [page] = await target.query<{ last: unknown; rows: number }>(sql, [position === null ? null : JSON.stringify(position), batch]);
        rows = page?.rows ?? 0;
        if (rows === 0) return;
        [position, done] = [page?.last ?? null, done + rows];
        await target.moveTo({ step: `write ${index}`, position, done });
      });
      progress.at(done);
    }
    progress.end(done);
    await target.transaction(() => target.moveTo({ step: `write ${index + 1}`, position: null, done: 0 }));
  }
}
