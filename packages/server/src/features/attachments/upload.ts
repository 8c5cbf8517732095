import { fail } from "@parley/protocol";
import { v7 as uuidv7 } from "uuid";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";
import { cleanName } from "./cleanName.ts";
import { keep } from "./keep.ts";
import { requireRoom, requireSize } from "./quota.ts";
import { receive } from "./receive.ts";

export const upload: Implementation<"attachments.upload"> = async (input, { app, actor, file }) => {
  const { conversationId, bytes: announced, ...claims } = input;
  const ownerId = actor.user.id;
  await requireMember(app.pool, conversationId, ownerId);
  if (file === undefined) throw fail("validation_failed", { errors: [{ path: "file", message: "is missing" }] });
  requireSize(app.config, announced);
  await requireRoom(app.db, app, { ownerId, bytes: announced ?? 1 });
  const id = uuidv7();
  return app.files.incoming.use(id, async (path) => {
    const bytes = await receive(file.stream, path, { maxBytes: app.config.uploadMaxBytes, idleMs: app.config.uploadIdleMs });
    if (announced !== undefined && announced !== bytes)
      throw fail("validation_failed", { errors: [{ path: "bytes", message: `is ${announced}, but the file has ${bytes}` }] });
    const name = cleanName(file.name);
    return { attachment: await keep(app, { id, ownerId, conversationId, path, bytes, name, mediaType: file.mediaType, claims }) };
  });
};
