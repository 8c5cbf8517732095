import { conversationTitle } from "@parley/client";
import { useParleyState, useUnread } from "@parley/react";
import { useEffect } from "react";
import { t } from "../i18n/t.ts";

/** "(3) Asha Gurung · Parley": how much waits, where one is. */
export function useDocumentTitle(conversationId: string | undefined, meId: string): void {
  const { messages } = useUnread();
  const open = useParleyState((state) => (conversationId ? state.conversations[conversationId] : undefined));
  const name = open ? conversationTitle(open, meId) : "";
  useEffect(() => {
    const title = name ? t("shell.documentTitle", { title: name }) : t("app.name");
    document.title = messages > 0 ? t("shell.documentTitleUnread", { count: messages, title }) : title;
  }, [messages, name]);
}
