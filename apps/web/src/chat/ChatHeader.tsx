import { otherMember } from "@parley/client";
import type { Conversation } from "@parley/protocol";
import { ArrowLeft } from "lucide-react";
import { Link } from "wouter";
import { ConversationAvatar } from "../conversations/ConversationAvatar.tsx";
import { t } from "../i18n/t.ts";
import { useLivePresence } from "../people/useLivePresence.ts";
import { ChatMenu } from "./ChatMenu.tsx";
import { HeaderStatus } from "./HeaderStatus.tsx";

type Props = { conversation: Conversation; meId: string; title: string; onMembers: () => void; onShared: () => void; onFind: () => void };

export function ChatHeader({ conversation, meId, title, onMembers, onShared, onFind }: Props) {
  const other = otherMember(conversation, meId)?.user.id;
  const presences = useLivePresence(other ? [other] : []);
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-surface ps-2 pe-2.5 wide:ps-6 wide:pe-4">
      <Link
        href="/"
        aria-label={t("common.back")}
        title={t("common.back")}
        className="grid size-10 place-items-center rounded-full text-muted hover:bg-hover wide:hidden"
      >
        <ArrowLeft aria-hidden className="size-5 rtl:-scale-x-100" />
      </Link>
      <ConversationAvatar conversation={conversation} meId={meId} title={title} online={other ? presences[other]?.online : undefined} size={40} />
      <div className="min-w-0 flex-1">
        <h2 dir="auto" className="truncate text-base leading-5 font-semibold text-match">
          {title}
        </h2>
        <p dir="auto" className="truncate text-sm leading-5 text-match text-muted">
          <HeaderStatus conversation={conversation} meId={meId} />
        </p>
      </div>
      <ChatMenu conversation={conversation} title={title} onMembers={onMembers} onShared={onShared} onFind={onFind} />
    </header>
  );
}
