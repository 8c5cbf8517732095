import type { Implementation } from "../../dispatch.ts";

export const get: Implementation<"presence.get"> = async (input, { app, actor }) => ({
  presences: await app.presence.describe(actor.user.id, [...new Set(input.userIds)]),
});
