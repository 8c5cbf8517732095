import { toOwnUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";
import { announce } from "./announce.ts";

export const put: Implementation<"users.put"> = async (input, { app }) => {
  const values = { name: input.name.trim(), image_url: input.imageUrl ?? null, role: input.role ?? "member" };
  const row = await app.db
    .insertInto("users")
    .values({ id: input.userId, ...values })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
  announce(app, row);
  return toOwnUser(row);
};
