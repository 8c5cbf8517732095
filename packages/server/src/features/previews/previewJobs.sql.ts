import type { Transaction } from "kysely";
import type pg from "pg";
import type { Database } from "../../db/schema.ts";

/** A version of a message whose links are to be looked at. */
export type PreviewJob = { conversationId: string; seq: number; version: number };

type JobRow = { conversation_id: string; seq: number; version: number };

/** Longer than the longest line (outbound/turns.ts) and three fetches. */
const lease = "interval '60 seconds'";

/**
 * A job belongs to who inserted it until its lease ends. Somebody else's of the
 * same version stays theirs, so an event that is published twice, by two nodes
 * even, is worked on once.
 */
const INSERT = {
  name: "preview_jobs_insert",
  text: `insert into preview_jobs (conversation_id, seq, version, due_at)
    select m.conversation_id, m.seq, m.version, now() + ${lease} from unnest($1::uuid[], $2::bigint[]) as k (conversation_id, seq)
    join messages m on m.conversation_id = k.conversation_id and m.seq = k.seq
    where m.deleted_at is null and m.previews_off is not true
    on conflict (conversation_id, seq) do update set version = excluded.version, due_at = excluded.due_at, attempts = 0
      where preview_jobs.version < excluded.version
    returning conversation_id, seq, version`,
};

/** Jobs must be distinct. Returns those that are the caller's to do. */
export async function insertJobs(pool: pg.Pool, jobs: Omit<PreviewJob, "version">[]): Promise<PreviewJob[]> {
  const values = [jobs.map(({ conversationId }) => conversationId), jobs.map(({ seq }) => seq)];
  return (await pool.query<JobRow>({ ...INSERT, values })).rows.map(toJob);
}

/** What was tried three times is given up: it may be what ended those who tried. */
const TAKE_OVER = {
  name: "preview_jobs_take_over",
  text: `with due as (
      select conversation_id, seq from preview_jobs where due_at <= now() order by due_at limit $1 for update skip locked),
    given_up as (delete from preview_jobs j using due where j.conversation_id = due.conversation_id and j.seq = due.seq and j.attempts >= 2)
    update preview_jobs j set due_at = now() + ${lease}, attempts = j.attempts + 1 from due
    where j.conversation_id = due.conversation_id and j.seq = due.seq and j.attempts < 2
    returning j.conversation_id, j.seq, j.version`,
};

/** Jobs whose lease has ended, now the caller's. */
export async function takeOverJobs(pool: pg.Pool, limit: number): Promise<PreviewJob[]> {
  return (await pool.query<JobRow>({ ...TAKE_OVER, values: [limit] })).rows.map(toJob);
}

/** For a stop: whoever is next need not wait for the end of the lease. */
export async function releaseJobs(pool: pg.Pool, jobs: PreviewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await pool.query(
    `update preview_jobs j set due_at = now() from unnest($1::uuid[], $2::bigint[], $3::integer[]) as k (conversation_id, seq, version)
      where j.conversation_id = k.conversation_id and j.seq = k.seq and j.version = k.version`,
    [jobs.map(({ conversationId }) => conversationId), jobs.map(({ seq }) => seq), jobs.map(({ version }) => version)],
  );
}

/** Not the job of a later version. */
export async function deleteJob(db: Pick<Transaction<Database>, "deleteFrom">, { conversationId, seq, version }: PreviewJob): Promise<void> {
  await db.deleteFrom("preview_jobs").where("conversation_id", "=", conversationId).where("seq", "=", seq).where("version", "=", version).execute();
}

function toJob(row: JobRow): PreviewJob {
  return { conversationId: row.conversation_id, seq: row.seq, version: row.version };
}
