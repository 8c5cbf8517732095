import { conversationTitle } from "@parley/client";
import type { SearchResult } from "@parley/protocol";
import clsx from "clsx";
import { Paperclip } from "lucide-react";
import { useRoute } from "wouter";
import { toExcerpt } from "../chat/toExcerpt.ts";
import { ConversationAvatar } from "../conversations/ConversationAvatar.tsx";
import { toFullDate, toListTime } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { useNow } from "../i18n/useNow.ts";
import { Marked } from "./Marked.tsx";
import { toPieces } from "./marks.ts";
import { Option } from "./Option.tsx";

type Props = { result: SearchResult; meId: string; onOpen: () => void };

/** A found message: where, who, when, and its words around the hit. Opens the conversation there. */
export function MessageResult({ result: { message, conversation, snippet, files }, meId, onOpen }: Props) {
  const now = useNow();
  const [, route] = useRoute("/c/:id/:seq?");
  const title = conversationTitle(conversation, meId) || t("chat.untitled");
  const own = message.sender.id === meId;
  const sender = own ? t("message.you") : conversation.type === "group" ? message.sender.name : null;
  const current = route?.id === conversation.id && route.seq === String(message.seq);
  return (
    <Option id={`search-message-${message.id}`} href={`/c/${conversation.id}/${message.seq}`} current={current} onChoose={onOpen}>
      <ConversationAvatar conversation={conversation} meId={meId} title={title} online={undefined} size={40} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-match font-medium">
            {title}
          </span>
          <time dir="auto" dateTime={message.createdAt} title={toFullDate(message.createdAt)} className="shrink-0 text-xs text-muted">
            {toListTime(message.createdAt, now)}
          </time>
        </span>
        {conversation.context ? (
          <span dir="auto" className="block truncate text-xs text-match text-muted">
            {t("list.about", { title: conversation.context.title })}
          </span>
        ) : null}
        <span className={clsx("line-clamp-2 text-sm wrap-anywhere text-muted [&_mark]:text-ink", !sender && "text-match")} dir={sender ? undefined : "auto"}>
          {sender ? (
            <>
              <bdi className="font-medium text-ink">{t("search.sender", { name: sender })}</bdi>{" "}
            </>
          ) : null}
          {message.text || files.length === 0 ? <bdi>{message.text ? <Marked pieces={toPieces(message.text, snippet)} /> : toExcerpt(message)}</bdi> : null}
        </span>
        {files.map(({ attachmentId, name }) => (
          <span key={attachmentId} className="flex items-center gap-1 text-sm text-muted [&_mark]:text-ink">
            <Paperclip aria-hidden className="size-3.5 shrink-0" />
            <bdi className="min-w-0 truncate">
              <Marked pieces={name} />
            </bdi>
          </span>
        ))}
      </span>
    </Option>
  );
}
