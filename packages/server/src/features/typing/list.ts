import type { Implementation } from "../../implementation.ts";
import { requireMember } from "../conversations/index.ts";

export const list: Implementation<"typing.list"> = async (input, { app, actor }) => {
  await requireMember(app.pool, input.conversationId, actor.user.id);
  return { users: app.typing.list(input.conversationId).filter((user) => user.id !== actor.user.id) };
};
