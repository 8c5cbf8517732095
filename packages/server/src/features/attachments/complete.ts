import { fail, type ParleyError } from "@parley/protocol";
import type { App } from "../../app.ts";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";
import { type AttachmentRow, findOwned, markDiscarded } from "./attachments.sql.ts";
import { keep } from "./keep.ts";
import { directKeyOf } from "./keys.ts";
import { receive } from "./receive.ts";

export const complete: Implementation<"attachments.complete"> = async (input, { app, actor }) => {
  const row = await findOwned(app.db, input.attachmentId, actor.user.id);
  if (row === undefined) throw fail("not_found");
  await requireMember(app.pool, row.conversation_id, actor.user.id);
  if (row.state === "ready") return { attachment: row.details };
  if (row.state !== "expected") throw fail("upload_incomplete");
  try {
    return { attachment: await take(app, row) };
  } catch (error) {
    // What will be refused again is given up; what may pass can be completed later.
    if ((error as Partial<ParleyError>).retryable === false) {
      await markDiscarded(app.db, row.id, row.owner_id);
      app.files.sweeper.soon();
    }
    throw error;
  }
};

/** Looked at as any upload. It is fetched, because only what was looked at may be kept: the client can still write where it came from. */
async function take(app: App, { id, owner_id: ownerId, conversation_id: conversationId, details }: AttachmentRow) {
  const key = directKeyOf(id);
  if ((await app.files.store.sizeOf(key)) !== details.bytes) throw fail("upload_incomplete");
  const attachment = await app.files.incoming.use(id, async (path) => {
    const stream = await app.files.store.read(key);
    const bytes = await receive(stream, path, { maxBytes: details.bytes, idleMs: app.config.uploadIdleMs });
    const { name, mediaType } = details;
    const claims = { durationMs: details.durationMs ?? undefined, waveform: details.waveform ?? undefined };
    return keep(app, { id, ownerId, conversationId, path, bytes, name, mediaType, claims, begun: true });
  });
  await app.files.store.remove(key).catch(() => {});
  return attachment;
}
