import type { Implementation } from "../../implementation.ts";
import { getUser, toOwnUser } from "./users.sql.ts";

export const me: Implementation<"users.me"> = async (_input, { app, actor }) => toOwnUser(await getUser(app.db, actor.user.id));
