import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";

export const start: Implementation<"typing.start"> = async (input, { app, actor }) => {
  const { memberRev } = await requireMember(app.pool, input.conversationId, actor.user.id);
  app.typing.start(input.conversationId, actor.user, memberRev);
  return {};
};
