import type { OwnUser } from "@parley/protocol";
import clsx from "clsx";
import { MessagesSquare } from "lucide-react";
import { useEffect } from "react";
import { ChatPane } from "../chat/ChatPane.tsx";
import { ConversationsPane } from "../conversations/ConversationsPane.tsx";
import { t } from "../i18n/t.ts";
import { EmptyState } from "../kit/EmptyState.tsx";
import { fetchTheRest } from "../kit/lazily.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { useDocumentTitle } from "./useDocumentTitle.ts";
import { useKeyboardInset } from "./useKeyboardInset.ts";
import { useLeaveWarning } from "./useLeaveWarning.ts";
import { useShortcuts } from "./useShortcuts.ts";
import { useTarget } from "./useTarget.ts";

/** List and chat: side by side where there is room, else one over the other. */
export function Shell({ me, onSignOut }: { me: OwnUser; onSignOut: () => void }) {
  const { conversationId, target } = useTarget();
  useDocumentTitle(conversationId, me.id);
  useEffect(fetchTheRest, []);
  useShortcuts(conversationId);
  useKeyboardInset();
  useLeaveWarning();
  return (
    <div className="flex h-[var(--shell-height,100dvh)] flex-col pt-[env(safe-area-inset-top)] ps-[env(safe-area-inset-left)] pe-[env(safe-area-inset-right)]">
      <button
        type="button"
        onClick={() => document.getElementById("chat")?.focus()}
        className="sr-only z-50 rounded-full bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:inset-s-3 focus:top-3"
      >
        {t("app.skip")}
      </button>
      <ConnectionBanner onSignIn={onSignOut} />
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label={t("shell.list")}
          className={clsx(
            "min-w-0 flex-1 flex-col border-line bg-surface wide:flex wide:max-w-(--parley-list-width) wide:basis-2/5 wide:border-e",
            conversationId ? "hidden" : "flex",
          )}
        >
          <ConversationsPane me={me} onSignOut={onSignOut} />
        </nav>
        <main
          id="chat"
          tabIndex={-1}
          aria-label={t("shell.chat")}
          className={clsx("min-w-0 flex-1 flex-col bg-canvas outline-none wide:flex", conversationId ? "flex" : "hidden")}
        >
          {conversationId ? (
            <ChatPane key={conversationId} conversationId={conversationId} meId={me.id} target={target} />
          ) : (
            <EmptyState icon={<MessagesSquare />} title={t("chat.none.title")} text={t("chat.none.text")} />
          )}
        </main>
      </div>
    </div>
  );
}
