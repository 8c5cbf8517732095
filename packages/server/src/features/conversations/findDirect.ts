import type { Implementation } from "../../implementation.ts";
import { requireUsers } from "../users/index.ts";
import { directKey } from "./create.ts";

export const findDirect: Implementation<"conversations.findDirect"> = async ({ userId }, { app, actor }) => {
  const key = directKey(actor.user.id, userId, undefined);
  return { conversationId: await app.directs.find(key, () => requireUsers(app.db, [userId])) };
};
