import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { markDeleted } from "../attachments/index.ts";
import { changeMessage } from "./changeMessage.ts";

/** Everything that was said goes; place, sender and times stay, so that seq keeps no gap. Its files cannot be fetched from the commit on. */
export const remove: Implementation<"messages.delete"> = async (input, { app, actor }) => {
  let hadFiles = false;
  const result = await changeMessage(app, actor, input.messageId, "message.deleted", async ({ change, row, own, leads }) => {
    if (row.type === "system" || !(own || leads)) throw fail("forbidden");
    if (row.deleted_at !== null) return null;
    hadFiles = row.attachments !== null;
    if (hadFiles) await markDeleted(change.tx, row.conversation_id, row.seq);
    return {
      text: "",
      mentions: null,
      reply_seq: null,
      reactions: null,
      attachments: null,
      previews: null,
      pinned_at: null,
      version: row.version + 1,
      deleted_at: new Date(),
    };
  });
  if (hadFiles) app.files.sweeper.soon();
  return result;
};
