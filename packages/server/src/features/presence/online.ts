import type { Implementation } from "../../implementation.ts";

export const online: Implementation<"presence.online"> = async (_input, { app, actor }) => ({ userIds: await app.presence.online(actor.user.id) });
