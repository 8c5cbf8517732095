import { toOwnUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";
import { formsOfName } from "../../language/index.ts";
import { announce } from "./announce.ts";

export const put: Implementation<"users.put"> = async (input, { app }) => {
  const name = input.name.trim();
  const values = { name, name_forms: formsOfName(name), image_url: input.imageUrl ?? null, role: input.role ?? "member" };
  const row = await app.db
    .insertInto("users")
    .values({ id: input.userId, ...values })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
  announce(app, row);
  return toOwnUser(row);
};
