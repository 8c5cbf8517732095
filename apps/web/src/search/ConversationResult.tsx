import { conversationTitle } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import { useRoute } from "wouter";
import { ConversationAvatar } from "../conversations/ConversationAvatar.tsx";
import { t } from "../i18n/t.ts";
import { Option } from "./Option.tsx";

type Props = { conversation: Conversation; meId: string; onOpen: () => void };

export function ConversationResult({ conversation, meId, onOpen }: Props) {
  const [, route] = useRoute("/c/:id/:seq?");
  const title = conversationTitle(conversation, meId) || t("chat.untitled");
  const about = conversation.context
    ? t("list.about", { title: conversation.context.title })
    : conversation.type === "group"
      ? t("chat.members", { count: conversation.memberCount })
      : null;
  return (
    <Option id={`search-conversation-${conversation.id}`} href={`/c/${conversation.id}`} current={route?.id === conversation.id} onChoose={onOpen}>
      <ConversationAvatar conversation={conversation} meId={meId} title={title} online={undefined} size={40} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-match font-medium">
          {title}
        </span>
        {about ? (
          <span dir="auto" className="block truncate text-match text-sm text-muted">
            {about}
          </span>
        ) : null}
      </span>
    </Option>
  );
}
