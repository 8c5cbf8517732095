import { fail } from "@parley/protocol";
import { toOwnUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";

export const setActive: Implementation<"users.setActive"> = async (input, { app, actor }) => {
  const own = input.userId === actor.user.id;
  if (actor.role !== "admin" && !(own && !input.active)) throw fail(own ? "forbidden" : "not_found");
  const row = await app.db.updateTable("users").set({ active: input.active }).where("id", "=", input.userId).returningAll().executeTakeFirst();
  if (row === undefined) throw fail("not_found");
  if (input.active) app.sessions.readmit(row.id);
  else app.sessions.endUser(row.id);
  return toOwnUser(row);
};
