import type pg from "pg";
import type { Finding } from "./findings.ts";
import { plan } from "./plan.ts";
import type { Progress } from "./progress.ts";
import type { Report } from "./report.ts";
import { ImportRefused, type Reading, type Source, type SourceName, type SourceOptions } from "./source.ts";
import { openBazaar } from "./sources/bazaar.ts";
import { openExpress } from "./sources/express.ts";
import { openNest } from "./sources/nest.ts";
import { openRing } from "./sources/ring.ts";
import { stage } from "./stage.ts";
import { type State, Target } from "./target.ts";
import { write } from "./write.ts";

/*
 * Data of other systems becomes ours in three steps:
 *
 *   source ─read→ staged_* ─plan→ planned_* ─write→ users, conversations, members, messages, aliases
 *
 * Promises: what is killed at any moment goes on where it was; what is run again adds only what is new; memory is that of a page;
 * nothing in a source ends an import, what does not fit is named.
 * Must not: write beside a live server, change what is here already, fetch anything.
 */

export type ImportOptions = SourceOptions & { dryRun: boolean; samePeople: boolean };

const openers: Record<SourceName, (reading: Reading) => Promise<Source>> = { nest: openNest, express: openExpress, bazaar: openBazaar, ring: openRing };

export async function runImport(connection: pg.ClientConfig, name: SourceName, options: ImportOptions & { progress: Progress }): Promise<Report> {
  const startedAt = Date.now();
  const { dryRun, batch, progress } = options;
  const target = await Target.open(connection, { dryRun });
  try {
    let resumed = false;
    const source = await openers[name]({ ...options, source: name, note: target.findings.note, nowMs: Date.now() });
    try {
      const { from: _, batch: __, userPrefix, baseUrl } = options;
      const state = await target.prepare(name, options, JSON.stringify([source.fingerprint, userPrefix, baseUrl]));
      resumed = state.step !== "read 0" || state.position !== null;
      // What opening a source finds was kept by the run that began.
      if (resumed) target.findings.take();
      if (state.step.startsWith("read")) await stage(target, source, state, progress);
    } finally {
      await source.close();
    }
    if ((await target.state()).step === "plan") await plan(target, name, progress);
    const findings = await target.found();
    const state = await target.state();
    if (!dryRun) {
      requireOwnPeople(findings, options);
      await write(target, state, { batch, progress });
    }
    const report = toReport(state, { source: name, dryRun, findings, resumed, seconds: (Date.now() - startedAt) / 1000 });
    await target.finish(name);
    return report;
  } finally {
    await target.close();
  }
}

/** Two systems may call different people the same; one would read what the other was told. */
function requireOwnPeople(found: Finding[], { samePeople }: ImportOptions): void {
  const others = found.find(({ code }) => code === "user_of_other_source");
  if (others === undefined || samePeople) return;
  throw new ImportRefused(
    `${others.count} people have ids of people who came from another system, e.g. ${others.examples[0]}. If they are the same people, add --same-people; else, for example, --user-prefix other:`,
  );
}

type Summary = { users: number; newUsers: number; conversations: number; newConversations: number; messages: number; planned: number; fresh: number };

function toReport(
  state: State,
  { source, dryRun, findings, resumed, seconds }: Pick<Report, "source" | "dryRun" | "findings" | "resumed" | "seconds">,
): Report {
  const { users, newUsers, conversations, newConversations, messages, planned, fresh } = state.summary as Summary;
  const before = state.step === "write 2" ? state.done : state.step > "write 2" ? fresh : 0;
  return {
    source,
    dryRun,
    users: { read: users, added: newUsers },
    conversations: { read: conversations, added: newConversations },
    messages: { read: messages, added: fresh, already: planned - fresh, leftOut: messages - planned },
    findings,
    resumed,
    seconds,
    written: dryRun ? 0 : fresh - before,
  };
}
