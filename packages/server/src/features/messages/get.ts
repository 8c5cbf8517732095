import { fromMessageId } from "@parley/protocol";
import type { Implementation } from "../../implementation.ts";
import { getMessage } from "./messages.sql.ts";

export const get: Implementation<"messages.get"> = async (input, { app, actor }) => ({
  message: await getMessage(app.pool, { ...fromMessageId(input.messageId), userId: actor.user.id }),
});
