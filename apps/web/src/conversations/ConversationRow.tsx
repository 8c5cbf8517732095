import { conversationTitle, otherMember } from "@parley/client";
import type { Conversation, Presence } from "@parley/protocol";
import clsx from "clsx";
import { memo } from "react";
import { Link } from "wouter";
import { toFullDate, toListTime } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { useNow } from "../i18n/useNow.ts";
import { ConversationAvatar } from "./ConversationAvatar.tsx";
import { RowMarks } from "./RowMarks.tsx";
import { RowPreview } from "./RowPreview.tsx";

type Props = { conversation: Conversation; meId: string; active: boolean; presences: Record<string, Presence> };

export const ConversationRow = memo(function ConversationRow({ conversation, meId, active, presences }: Props) {
  const now = useNow();
  const title = conversationTitle(conversation, meId) || t("chat.untitled");
  const other = otherMember(conversation, meId);
  const unread = conversation.me.unread > 0;
  return (
    <Link
      href={`/c/${conversation.id}`}
      aria-current={active ? "page" : undefined}
      className={clsx("mx-2 flex items-center gap-3 rounded-panel px-3 py-2.5 focus-visible:-outline-offset-2", active ? "bg-accent-soft" : "hover:bg-hover")}
    >
      <ConversationAvatar conversation={conversation} meId={meId} title={title} online={other ? presences[other.user.id]?.online : undefined} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className={clsx("min-w-0 flex-1 truncate text-base text-match", unread ? "font-semibold" : "font-medium")}>
            {title}
          </span>
          <time
            dir="auto"
            dateTime={conversation.activityAt}
            title={toFullDate(conversation.activityAt)}
            className={clsx("shrink-0 text-xs", unread ? "font-medium text-accent-ink" : "text-muted")}
          >
            {toListTime(conversation.activityAt, now)}
          </time>
        </span>
        {conversation.context ? (
          <span className="block truncate text-xs text-match text-muted" dir="auto">
            {t("list.about", { title: conversation.context.title })}
          </span>
        ) : null}
        <span className="flex items-center gap-2">
          <span className={clsx("flex min-w-0 flex-1 items-center gap-1 text-sm", unread ? "text-ink" : "text-muted")}>
            <RowPreview conversation={conversation} meId={meId} active={active} />
          </span>
          <RowMarks conversation={conversation} />
        </span>
      </span>
    </Link>
  );
});
