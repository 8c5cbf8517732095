import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";
import { findOwned, markDiscarded } from "./attachments.sql.ts";

export const discard: Implementation<"attachments.discard"> = async ({ attachmentId }, { app, actor }) => {
  const owned = await findOwned(app.db, attachmentId, actor.user.id);
  if (owned === undefined) throw fail("not_found");
  await requireMember(app.pool, owned.conversation_id, actor.user.id);
  if (!(await markDiscarded(app.db, attachmentId, actor.user.id))) throw fail("not_found");
  app.files.sweeper.soon();
  return {};
};
