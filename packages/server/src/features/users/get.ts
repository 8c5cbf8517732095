import type { Implementation } from "../../implementation.ts";
import { getUser, toUser } from "./users.sql.ts";

export const get: Implementation<"users.get"> = async (input, { app }) => toUser(await getUser(app.db, input.userId));
