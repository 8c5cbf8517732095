import type { Implementation } from "../../implementation.ts";

export const get: Implementation<"presence.get"> = async (input, { app, actor }) => ({
  presences: await app.presence.describe(actor.user.id, [...new Set(input.userIds)]),
});
