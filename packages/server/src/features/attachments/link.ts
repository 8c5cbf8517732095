import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { listReadable, requireReadable } from "./access.ts";

export const link: Implementation<"attachments.link"> = async ({ attachmentId, variant }, { app, actor }) => {
  const { hasThumbnail } = await requireReadable(app.pool, attachmentId, actor.user.id);
  if (variant === "thumbnail" && !hasThumbnail) throw fail("not_found");
  return app.files.links.sign({ attachmentId, variant, userId: actor.user.id });
};

export const links: Implementation<"attachments.links"> = async ({ attachmentIds }, { app, actor }) => {
  const readable = await listReadable(app.pool, attachmentIds, actor.user.id);
  return { links: readable.map((attachmentId) => ({ attachmentId, ...app.files.links.sign({ attachmentId, variant: "original", userId: actor.user.id }) })) };
};
