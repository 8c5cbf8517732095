import { fail } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { listPresent } from "../conversations/index.ts";
import { changeMessage } from "./changeMessage.ts";
import { keepPreviews, toColumn } from "./linkPreviews.ts";

export const edit: Implementation<"messages.edit"> = (input, { app, actor }) =>
  changeMessage(app, actor, input.messageId, "message.edited", async ({ change, row, own }) => {
    if (!own || row.type === "system") throw fail("forbidden");
    if (row.deleted_at !== null) throw fail("message_deleted");
    if (input.expectedVersion !== undefined && input.expectedVersion !== row.version) throw fail("version_conflict", { version: row.version });
    if (input.text.trim() === "" && (row.attachments ?? []).length === 0) throw fail("validation_failed", { errors: [{ path: "text", message: "is blank" }] });
    const mentions = input.mentions === undefined || input.mentions.length === 0 ? null : [...new Set(input.mentions)];
    if (mentions !== null && (await listPresent(change, mentions)).size < mentions.length) throw fail("mention_not_a_member");
    const previews = toColumn(keepPreviews(row.previews, input.text));
    return { text: input.text, mentions, previews, version: row.version + 1, edited_at: new Date() };
  });
