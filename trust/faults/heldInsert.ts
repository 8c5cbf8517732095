import { waitFor } from "@parley/testkit";
import type pg from "pg";

/** Messages with this text wait in the midst of their statement, while `holdInsert` holds them. */
export async function mayHold(pool: pg.Pool, text: string): Promise<void> {
  await pool.query(
    `create function wait_for_the_test() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$`,
  );
  await pool.query(`create trigger wait before insert on messages for each row when (new.text = '${text}') execute function wait_for_the_test()`);
}

export type HeldInsert = {
  /** The backend that waits, when there is one. */
  waiting(): Promise<number>;
  letGo(): Promise<void>;
};

export async function holdInsert(pool: pg.Pool): Promise<HeldInsert> {
  const holder = await pool.connect();
  await holder.query("select pg_advisory_lock(1)");
  const backends = "select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
  return {
    waiting: async () => (await waitFor("the statement to wait", async () => (await pool.query<{ pid: number }>(backends)).rows[0], 30_000)).pid,
    async letGo() {
      await holder.query("select pg_advisory_unlock(1)");
      holder.release();
    },
  };
}
