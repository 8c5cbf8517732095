import type { Implementation } from "../../implementation.ts";

export const limits: Implementation<"attachments.limits"> = async (_, { app }) => ({ maxBytes: app.config.uploadMaxBytes });
