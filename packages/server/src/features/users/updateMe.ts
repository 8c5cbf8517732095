import { toOwnUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";
import { formsOfName } from "../../language/index.ts";
import { announce } from "./announce.ts";
import { getUser } from "./users.sql.ts";

/** For a user of the host whose token carries a name or picture, the token's has the last word at the next request. */
export const updateMe: Implementation<"users.updateMe"> = async (input, { app, actor }) => {
  const { name, imageUrl } = input;
  if (name === undefined && imageUrl === undefined) return toOwnUser(await getUser(app.db, actor.user.id));
  const row = await app.db
    .updateTable("users")
    .set({ ...(name !== undefined && { name: name.trim(), name_forms: formsOfName(name) }), ...(imageUrl !== undefined && { image_url: imageUrl }) })
    .where("id", "=", actor.user.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  announce(app, row);
  return toOwnUser(row);
};
