import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";

export const stop: Implementation<"typing.stop"> = async (input, { app, actor }) => {
  await requireMember(app.pool, input.conversationId, actor.user.id);
  app.typing.stop(input.conversationId, actor.user.id);
  return {};
};
