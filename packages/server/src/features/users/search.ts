import type { Implementation } from "../../implementation.ts";
import { searchUsers } from "./users.sql.ts";

export const search: Implementation<"users.search"> = async (input, { app, actor }) => ({
  users: await searchUsers(app.db, { query: input.query, limit: input.limit, except: actor.user.id }),
});
