import { toOwnUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";
import { getUser } from "./users.sql.ts";

export const me: Implementation<"users.me"> = async (_input, { app, actor }) => toOwnUser(await getUser(app.db, actor.user.id));
