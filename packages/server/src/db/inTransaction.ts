import type { Kysely, Transaction } from "kysely";
import { retryConflicts } from "./retryConflicts.ts";
import type { Database } from "./schema.ts";

/** Runs `work` in a transaction. After a deadlock it runs again from the start: what it does outside of `tx` must bear that. */
export function inTransaction<Result>(db: Kysely<Database>, work: (tx: Transaction<Database>) => Promise<Result>): Promise<Result> {
  return retryConflicts(() => db.transaction().execute(work));
}
