import type { Context } from "@parley/protocol";
import { type Fields, pick, toId, toTime, toUserId } from "../fields.ts";
import type { Staged } from "../records.ts";
import type { Reading } from "../source.ts";

/** Kinds by which the systems call conversations of several people. */
const groups = new Set(["group", "entity", "opportunity", "product", "order_lab", "support"]);

export function toConversation(fields: Fields, { key, context }: { key?: string; context: Context | null }, reading: Reading): Staged[] {
  const id = toId(pick(fields, "id", "_id") ?? key);
  if (id === null) {
    reading.note("id_missing", `conversation ${JSON.stringify(fields).slice(0, 80)}`);
    return [];
  }
  const type = String(pick(fields, "type") ?? "direct").toLowerCase();
  if (type !== "direct" && !groups.has(type)) reading.note("conversation_type_unknown", `conversation ${id}: ${type.slice(0, 40)}`);
  const title = pick(fields, "title", "name", "subject");
  const row = {
    old_id: id,
    type: type === "direct" ? ("direct" as const) : ("group" as const),
    title: typeof title === "string" ? title.replaceAll("\0", "").toWellFormed() : null,
    context,
    created_by: toUserId(pick(fields, "createdBy", "created_by", "creatorId"), reading),
    created_at: toTime(pick(fields, "createdAt", "created_at"), `conversation ${id}`, reading),
  };
  return [{ table: "staged_conversations", row }];
}
