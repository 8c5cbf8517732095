import type { ParleyEvent } from "@parley/protocol";
import type { App } from "../../app.ts";
import { queryOf } from "../../db/query.ts";
import type { OutboxEntry, Replay } from "../../events/outbox.ts";
import { listSharedConversations } from "../conversations/index.ts";
import { findMessage } from "./messages.sql.ts";

/**
 * Publishes what a crash left in the outbox. The row is read as it is now, so
 * the event may be newer than it was: hearers compare rev, see a gap or a
 * duplicate, and sync. A change of the conversation or its members is told as
 * `conversation.updated`, which makes them look.
 */
export function replay(app: App): Replay {
  return async ({ conversationId, rev, event, seq }: OutboxEntry) => {
    const [conversation] = await listSharedConversations(queryOf(app.pool), [conversationId]);
    if (conversation === undefined) return true;
    const message = seq === 0 ? undefined : await findMessage(app.pool, conversationId, seq);
    const told: ParleyEvent =
      message === undefined
        ? { name: "conversation.updated", payload: { conversationId, rev: conversation.rev, conversation } }
        : ({ name: event, payload: { conversationId, rev, message } } as ParleyEvent);
    // A member_rev that no cache has: the audience is read anew.
    const published = app.publisher.publish({ ...told, to: { kind: "members", conversationId, memberRev: Number.MAX_SAFE_INTEGER, ...(seq > 0 && { seq }) } });
    return published ?? true;
  };
}
