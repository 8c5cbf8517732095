import type { Implementation } from "../../implementation.ts";
import { begin, directKey } from "./create.ts";

export const openDirect: Implementation<"conversations.openDirect"> = async ({ userId }, call) => {
  const key = directKey(call.actor.user.id, userId, undefined);
  return { conversationId: await call.app.directs.open(key, async () => (await begin({ type: "direct", participantIds: [userId] }, call)).conversation.id) };
};
