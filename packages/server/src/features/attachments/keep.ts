import { stat } from "node:fs/promises";
import { type Attachment, fail } from "@parley/protocol";
import { sql } from "kysely";
import type { App } from "../../app.ts";
import { requireMember } from "../conversations/index.ts";
import { insertAttachment, markDiscarded, updateAttachment } from "./attachments.sql.ts";
import { type Claims, inspect } from "./inspect.ts";
import { keyOf } from "./keys.ts";
import { requireRoom } from "./quota.ts";
import { sniff } from "./sniff.ts";

type Received = {
  id: string;
  ownerId: string;
  conversationId: string;
  path: string;
  bytes: number;
  name: string;
  mediaType: string | undefined;
  claims: Claims;
  /** A row that `begin` has made. */
  begun?: boolean;
};

/**
 * From a file that has arrived to an attachment: sniffed, scanned, looked at,
 * written down, stored. The row comes before the objects, so that whatever
 * ends this half-way, the sweeper finds it.
 */
export async function keep(app: App, received: Received): Promise<Attachment> {
  const { id, ownerId, path } = received;
  if (received.bytes === 0) throw fail("file_type_not_allowed", { detail: "The file is empty." });
  const sniffed = await sniff(path, received.name, received.mediaType);
  await app.files.scanner?.requireClean(path);
  const { details, path: content, thumbnail } = await inspect(app.files.media, received, sniffed);
  const attachment: Attachment = { id, ...details };
  await writeDown(app, received, attachment);
  try {
    await app.files.store.put(keyOf(id), { path: content, bytes: attachment.bytes, mediaType: attachment.mediaType });
    if (thumbnail !== undefined)
      await app.files.store.put(keyOf(id, "thumbnail"), { path: thumbnail, bytes: (await stat(thumbnail)).size, mediaType: "image/webp" });
    // Discarded meanwhile, or the sweeper took it for one left behind.
    if (!(await updateAttachment(app.db, attachment, { from: ["storing"], to: "ready" }))) throw fail("not_found");
    return attachment;
  } catch (error) {
    await markDiscarded(app.db, id, ownerId).catch(() => {});
    app.files.sweeper.soon();
    throw error;
  }
}

/** One owner's uploads are counted one after another, or ten at once would each find the room for one. */
async function writeDown(app: App, { id, ownerId, conversationId, begun }: Received, details: Attachment): Promise<void> {
  await requireMember(app.pool, conversationId, ownerId);
  if (begun === true) {
    if (!(await updateAttachment(app.db, details, { from: ["expected"], to: "storing" }))) throw fail("not_found", { attachmentId: id });
    return;
  }
  await app.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${ownerId}`}, 0))`.execute(tx);
    await requireRoom(tx, app, { ownerId, bytes: details.bytes });
    await insertAttachment(tx, { conversationId, ownerId, state: "storing", details, createdAt: new Date(app.clock.now()) });
  });
}
