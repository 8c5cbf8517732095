import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { changeMessage } from "./changeMessage.ts";

/** What is on its way comes too late from here on. */
export const removePreviews: Implementation<"messages.removePreviews"> = (input, { app, actor }) =>
  changeMessage(app, actor, input.messageId, "message.previewed", ({ row, own }) => {
    if (!own || row.type === "system") throw fail("forbidden");
    if (row.deleted_at !== null) throw fail("message_deleted");
    if (row.previews_off) return null;
    return { previews: null, previews_off: true };
  });
