import { type Kysely, sql } from "kysely";

/** Search knows the names of attached files, more kinds of them, and other sounds of words. Its index is made again from the messages, at the next start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`truncate search_documents, search_words, search_forms, search_progress`.execute(db);
  await sql`update users set name_forms = null`.execute(db);
}
