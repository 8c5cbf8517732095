import { otherMember } from "@parley/client";
import { type Conversation, limits } from "@parley/protocol";
import { useMemo } from "react";
import { useRoute } from "wouter";
import { t } from "../i18n/t.ts";
import { moveFocus } from "../kit/moveFocus.ts";
import { useLivePresence } from "../people/useLivePresence.ts";
import { ConversationRow } from "./ConversationRow.tsx";

/** Conversations one below the other; arrow keys move between them. */
export function ConversationRows({ conversations, meId }: { conversations: Conversation[]; meId: string }) {
  const [, route] = useRoute("/c/:id/:seq?");
  const partners = useMemo(
    () => [...new Set(conversations.flatMap((conversation) => otherMember(conversation, meId)?.user.id ?? []))].slice(0, limits.presenceWatches),
    [conversations, meId],
  );
  const presences = useLivePresence(partners);
  return (
    <ul aria-label={t("shell.list")} onKeyDown={moveFocus} className="flex flex-col gap-0.5 py-1">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <ConversationRow conversation={conversation} meId={meId} active={route?.id === conversation.id} presences={presences} />
        </li>
      ))}
    </ul>
  );
}
