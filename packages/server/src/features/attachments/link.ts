import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { requireReadable } from "./access.ts";

export const link: Implementation<"attachments.link"> = async ({ attachmentId, variant }, { app, actor }) => {
  const { hasThumbnail } = await requireReadable(app.pool, attachmentId, actor.user.id);
  if (variant === "thumbnail" && !hasThumbnail) throw fail("not_found");
  return app.files.links.sign({ attachmentId, variant, userId: actor.user.id });
};
