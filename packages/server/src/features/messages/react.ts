import { fail, limits } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { changeMessage } from "./changeMessage.ts";

/** Reactions live in the message's row: they are read with every page and written under the conversation's lock anyway. */
export const react: Implementation<"messages.react"> = (input, { app, actor }) =>
  changeMessage(app, actor, input.messageId, "message.reacted", ({ row }) => {
    if (row.deleted_at !== null) throw fail("message_deleted");
    const reactions = row.reactions ?? [];
    const index = reactions.findIndex((reaction) => reaction.userId === actor.user.id && reaction.emoji === input.emoji);
    if (input.on === index >= 0) return null;
    if (input.on && reactions.length >= limits.reactionsPerMessage) throw fail("limit_reached", { limit: limits.reactionsPerMessage });
    const next = input.on
      ? [...reactions, { emoji: input.emoji, userId: actor.user.id, createdAt: new Date(app.clock.now()).toISOString() }]
      : reactions.toSpliced(index, 1);
    return { reactions: next.length === 0 ? null : JSON.stringify(next) };
  });
