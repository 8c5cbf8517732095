import type { Attachment } from "@parley/protocol";
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { Database } from "../../db/schema.ts";

export type AttachmentRow = Selectable<Database["attachments"]>;
type Db = Kysely<Database> | Transaction<Database>;

export type NewAttachment = { conversationId: string; ownerId: string; state: "expected" | "storing"; details: Attachment; createdAt: Date };

/** What one user has: all bytes, and how many files that no message has. */
export async function sumOwned(db: Db, ownerId: string): Promise<{ bytes: number; unclaimed: number }> {
  const row = await db
    .selectFrom("attachments")
    .select([sql<number>`coalesce(sum(bytes), 0)::bigint`.as("bytes"), sql<number>`count(*) filter (where message_seq is null)`.as("unclaimed")])
    .where("owner_id", "=", ownerId)
    .where("state", "<>", "deleted")
    .executeTakeFirstOrThrow();
  return row;
}

export async function insertAttachment(db: Db, { conversationId, ownerId, state, details, createdAt }: NewAttachment): Promise<void> {
  const { id, kind, bytes } = details;
  await db
    .insertInto("attachments")
    .values({ id, conversation_id: conversationId, owner_id: ownerId, state, kind, bytes, details: JSON.stringify(details), created_at: createdAt })
    .execute();
}

/** false: it is not there in that state any more. */
export async function updateAttachment(
  db: Db,
  details: Attachment,
  { from, to }: { from: AttachmentRow["state"][]; to: AttachmentRow["state"] },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("attachments")
    .set({ state: to, kind: details.kind, bytes: details.bytes, details: JSON.stringify(details) })
    .where("id", "=", details.id)
    .where("state", "in", from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findOwned(db: Db, id: string, ownerId: string): Promise<AttachmentRow | undefined> {
  return db.selectFrom("attachments").selectAll().where("id", "=", id).where("owner_id", "=", ownerId).where("state", "<>", "deleted").executeTakeFirst();
}

/** An upload that was not sent will be removed. false: there is no such. */
export async function markDiscarded(db: Db, id: string, ownerId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("attachments")
    .set({ state: "deleted" })
    .where("id", "=", id)
    .where("owner_id", "=", ownerId)
    .where("message_seq", "is", null)
    .where("state", "<>", "deleted")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** In the transaction that deletes the message: from its commit on, nobody is given these files. */
export async function markDeleted(tx: Transaction<Database>, conversationId: string, seq: number): Promise<void> {
  await tx.updateTable("attachments").set({ state: "deleted" }).where("conversation_id", "=", conversationId).where("message_seq", "=", seq).execute();
}
