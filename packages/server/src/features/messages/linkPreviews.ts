import type { LinkPreview } from "@parley/protocol";
import { toMessage } from "../../db/messageRow.ts";
import type { ConversationChange } from "../conversations/index.ts";
import { findLinks } from "./findLinks.ts";
import { findInConversation } from "./messages.sql.ts";

/** As the column has them; none is null. */
export function toColumn(previews: LinkPreview[]): string | null {
  return previews.length === 0 ? null : JSON.stringify(previews);
}

/** Those whose links a new text still has, in its order. */
export function keepPreviews(previews: LinkPreview[] | null, text: string): LinkPreview[] {
  if (previews === null) return [];
  return findLinks(text).flatMap((link) => previews.find((preview) => preview.url === link) ?? []);
}

/**
 * Adds what was found, judged under the conversation's lock: of links that an
 * edit has taken out meanwhile nothing is added, so neither to a deleted
 * message, which has no text; nor when its sender has removed the previews.
 */
export async function addPreviews(change: ConversationChange, seq: number, found: LinkPreview[]): Promise<void> {
  const row = await findInConversation(change, seq);
  if (row === undefined || row.previews_off) return;
  const held = row.previews ?? [];
  const previews = keepPreviews([...held, ...found], row.text);
  if (previews.length === held.length) return;
  await change.tx
    .updateTable("messages")
    .set({ previews: toColumn(previews), rev: change.nextRev, changed: true })
    .where("conversation_id", "=", change.conversation.id)
    .where("seq", "=", seq)
    .execute();
  change.record("message.previewed", { message: toMessage({ ...row, previews, rev: change.nextRev }) }, { seq });
}
