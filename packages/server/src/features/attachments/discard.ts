import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { markDiscarded } from "./attachments.sql.ts";

export const discard: Implementation<"attachments.discard"> = async ({ attachmentId }, { app, actor }) => {
  if (!(await markDiscarded(app.db, attachmentId, actor.user.id))) throw fail("not_found");
  app.files.sweeper.soon();
  return {};
};
