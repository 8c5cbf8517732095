import { type Attachment, fail, limits } from "@parley/protocol";
import { sql } from "kysely";
import { lookup } from "mime-types";
import { v7 as uuidv7 } from "uuid";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";
import { insertAttachment } from "./attachments.sql.ts";
import { cleanName, extensionOf } from "./cleanName.ts";
import { isProgram } from "./fileTypes.ts";
import { directKeyOf } from "./keys.ts";
import { requireRoom, requireSize } from "./quota.ts";

export const begin: Implementation<"attachments.begin"> = async (input, { app, actor }) => {
  const { conversationId, bytes } = input;
  const ownerId = actor.user.id;
  await requireMember(app.pool, conversationId, ownerId);
  const { store } = app.files;
  if (store.signUpload === undefined) throw fail("direct_upload_off");
  requireSize(app.config, bytes);
  const name = cleanName(input.name);
  if (isProgram(undefined, extensionOf(name))) throw fail("file_type_not_allowed", { detail: "Programs are not allowed." });
  const id = uuidv7();
  const mediaType = toMediaType(input.mediaType) ?? (lookup(extensionOf(name)) || "application/octet-stream");
  const unknown = { width: null, height: null, thumbhash: null, hasThumbnail: false };
  const claims = { durationMs: input.durationMs ?? null, waveform: input.waveform ?? null };
  const details: Attachment = { id, kind: "file", name, mediaType, bytes, ...unknown, ...claims };
  const now = app.clock.now();
  await app.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${ownerId}`}, 0))`.execute(tx);
    await requireRoom(tx, app, { ownerId, bytes });
    await insertAttachment(tx, { conversationId, ownerId, state: "expected", details, createdAt: new Date(now) });
  });
  const signed = await store.signUpload(directKeyOf(id), { bytes, mediaType, ttlMs: limits.directUploadMs });
  return { attachmentId: id, ...signed, method: "PUT" as const, expiresAt: new Date(now + limits.directUploadMs).toISOString() };
};

/** It becomes a header of the client's request. */
function toMediaType(given: string | undefined): string | undefined {
  return given !== undefined && /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(given) ? given.toLowerCase() : undefined;
}
