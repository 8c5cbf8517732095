import { afterDecisions, CONVERSATIONS } from "./arrange.sql.ts";
import { type Candidate, decide } from "./decide.ts";
import { marks } from "./marks.sql.ts";
import type { Step } from "./plan.sql.ts";
import type { Progress } from "./progress.ts";
import type { SourceName } from "./source.ts";
import { ADD_FOUND, insertStaged } from "./staging.sql.ts";
import type { Target } from "./target.ts";
import { beforeDecisions } from "./tidy.sql.ts";

const pageSize = 1000;

/** From what was read to what will be written. One transaction: killed, it is as if it had not begun. */
export async function plan(target: Target, source: SourceName, progress: Progress): Promise<void> {
  const steps = [...beforeDecisions, "decide" as const, ...afterDecisions, ...marks];
  progress.begin("planning", steps.length, 0);
  await target.transaction(async () => {
    for (const [index, step] of steps.entries()) {
      if (step === "decide") await decideAll(target, source);
      else await take(target, step);
      progress.at(index + 1);
    }
    await target.query(`update state set step = 'write 0', position = null, done = 0, summary = summary || jsonb_build_object(
      'newUsers', (select count(*) from planned_users p where not exists (select 1 from users u where u.id = p.id)), 'planned', (select count(*) from planned_messages),
      'newConversations', (select count(*) from targets where not exists_here), 'fresh', (select count(*) from planned_messages where fresh))`);
  });
  progress.end(steps.length);
}

async function take(target: Target, step: Step): Promise<void> {
  if ("sql" in step) return target.create(step.sql);
  const [found] = await target.query<{ count: number; examples: string[] }>(
    `with f as (${step.rows}) select coalesce(sum(weight), 0)::int as count, (select jsonb_agg(example) from (select example from f order by example limit 5) first) as examples from f`,
  );
  if (found !== undefined && found.count > 0) await target.query(ADD_FOUND, [JSON.stringify([{ code: step.finds, ...found }])]);
}

async function decideAll(target: Target, source: SourceName): Promise<void> {
  for (let place = 0; ; ) {
    const candidates = await target.query<Candidate>(CONVERSATIONS, [place, pageSize]);
    const last = candidates.at(-1);
    if (last === undefined) return;
    const decisions = candidates.flatMap((candidate) => decide(source, candidate, target.findings.note) ?? []);
    const [first] = decisions;
    if (first !== undefined) await target.query(insertStaged("planned_conversations", Object.keys(first)), [JSON.stringify(decisions)]);
    place = last.place;
  }
}
