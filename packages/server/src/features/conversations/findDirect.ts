import type { Implementation } from "../../implementation.ts";
import { requireUsers } from "../users/index.ts";
import { directKey } from "./create.ts";

export const findDirect: Implementation<"conversations.findDirect"> = async ({ userId }, { app, actor }) => {
  const conversationId = await app.directs.find(directKey(actor.user.id, userId, undefined));
  if (conversationId === null) await requireUsers(app.db, [userId]);
  return { conversationId };
};
