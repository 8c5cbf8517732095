import type { Implementation } from "../../implementation.ts";
import { revokeSessions } from "./auth.sql.ts";

/** A host token has no session of ours; its sockets close when the client leaves, its life ends with `exp`. */
export const logout: Implementation<"auth.logout"> = async (input, { app, actor }) => {
  const everywhere = input.everywhere ?? false;
  if (!everywhere && actor.sessionId === null) return {};
  const ended = await revokeSessions(app.db, actor.user.id, everywhere ? null : actor.sessionId);
  app.sessions.endSessions(actor.user.id, ended);
  return {};
};
