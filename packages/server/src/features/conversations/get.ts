import { queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { getConversation } from "./conversations.sql.ts";

export const get: Implementation<"conversations.get"> = (input, { app, actor }) => getConversation(queryOf(app.pool), actor.user.id, input.conversationId);
