import { toUser } from "../../db/userRow.ts";
import type { Implementation } from "../../implementation.ts";
import { getUser } from "./users.sql.ts";

export const get: Implementation<"users.get"> = async (input, { app }) => toUser(await getUser(app.db, input.userId));
