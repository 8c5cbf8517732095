import { useConversation } from "@parley/react";
import { CloudOff, SearchX } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { t } from "../i18n/t.ts";
import { EmptyState } from "../kit/EmptyState.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import type { Target } from "../shell/useTarget.ts";
import { ChatView } from "./ChatView.tsx";
import { MessagesSkeleton } from "./MessagesSkeleton.tsx";

/** One conversation: there, on its way, or not to be had. */
export function ChatPane({ conversationId, meId, target }: { conversationId: string; meId: string; target: Target | null }) {
  const { conversation, error } = useConversation(conversationId);
  // Gone again: one has left, or was removed.
  const [wasThere, setWasThere] = useState(false);
  if (conversation && !wasThere) setWasThere(true);
  if (conversation) return <ChatView conversation={conversation} meId={meId} target={target} />;
  if (!error && !wasThere) return <MessagesSkeleton />;
  const missing = !error || error.code === "not_found" || error.code === "validation_failed";
  return (
    <EmptyState
      icon={missing ? <SearchX /> : <CloudOff />}
      title={t(missing ? "chat.missing.title" : "chat.error.title")}
      text={missing ? t("chat.missing.text") : toErrorText(error)}
    >
      <Link href="/" className="font-medium text-accent-ink underline underline-offset-2">
        {t("list.showActive")}
      </Link>
    </EmptyState>
  );
}
