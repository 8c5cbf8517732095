import { conversationTitle } from "@parley/client";
import type { Conversation, Message } from "@parley/protocol";
import { useMembers, useParley } from "@parley/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Composer, type Composing } from "../composer/Composer.tsx";
import { DropZone } from "../files/DropZone.tsx";
import { stageFiles } from "../files/stageFiles.ts";
import { t } from "../i18n/t.ts";
import { ConfirmDialog } from "../kit/ConfirmDialog.tsx";
import { lazily } from "../kit/lazily.tsx";
import { SharedDialog } from "../shared/index.ts";
import { showError } from "../shell/toasts.ts";
import type { Target } from "../shell/useTarget.ts";
import { stop as stopPlaying } from "../voice/player.ts";
import { type Chat, ChatContext } from "./ChatContext.ts";
import { ChatHeader } from "./ChatHeader.tsx";
import { ChatViewer } from "./ChatViewer.tsx";
import { ContextStrip } from "./ContextStrip.tsx";
import { EmojiPopover } from "./EmojiPopover.tsx";
import { FindBar } from "./FindBar.tsx";
import { FoundContext } from "./FoundContext.ts";
import { MessageList, type MessageListHandle } from "./MessageList.tsx";
import { MessageMenu } from "./MessageMenu.tsx";
import { useFind } from "./useFind.ts";
import { useFindLastOwn } from "./useFindLastOwn.ts";
import { useFindShortcut } from "./useFindShortcut.ts";
import { useUnreadFrom } from "./useUnreadFrom.ts";

const MembersDialog = lazily(async () => (await import("./MembersDialog.tsx")).MembersDialog);

type Open = { what: "menu" | "emoji"; message: Message; anchor: HTMLElement };

/** A conversation on screen. Mounted anew for each conversation; holds what is open in it. */
export function ChatView({ conversation, meId, target }: { conversation: Conversation; meId: string; target: Target | null }) {
  const parley = useParley();
  const list = useRef<MessageListHandle>(null);
  const [composing, setComposing] = useState<Composing>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [deleting, setDeleting] = useState<Message | null>(null);
  const [viewing, setViewing] = useState<string | null>(null);
  const [showsMembers, setShowsMembers] = useState(false);
  const [showsShared, setShowsShared] = useState(false);
  const { unreadFrom, clear } = useUnreadFrom(conversation);
  const { members } = useMembers(conversation.id);
  const findLastOwn = useFindLastOwn(conversation.id, meId);
  const find = useFind(conversation.id, (messageId, focus) => list.current?.jumpTo(messageId, focus));
  useFindShortcut(find.open);
  const title = conversationTitle(conversation, meId) || t("chat.untitled");

  const chat = useMemo<Chat>(
    () => ({
      conversation,
      meId,
      names: new Map(members.map((member) => [member.user.id, member.user.name])),
      reply: (message) => setComposing({ kind: "reply", message }),
      edit: (message) => setComposing({ kind: "edit", message }),
      jumpTo: (messageId) => list.current?.jumpTo(messageId),
      openMenu: (message, anchor) => setOpen({ what: "menu", message, anchor }),
      openEmoji: (message, anchor) => setOpen({ what: "emoji", message, anchor }),
      askDelete: setDeleting,
      view: setViewing,
    }),
    [conversation, meId, members],
  );
  useEffect(() => stopPlaying, []);
  const close = (what: Open["what"]) => () => setOpen((now) => (now?.what === what ? null : now));

  return (
    <DropZone onFiles={(files) => stageFiles(parley, conversation.id, files)}>
      <ChatContext value={chat}>
        <FoundContext value={find.found}>
          <ChatHeader
            conversation={conversation}
            meId={meId}
            title={title}
            onMembers={() => setShowsMembers(true)}
            onShared={() => setShowsShared(true)}
            onFind={find.open}
          />
          {conversation.context ? <ContextStrip context={conversation.context} /> : null}
          {find.isOpen ? <FindBar find={find} /> : null}
          <MessageList ref={list} title={title} unreadFrom={unreadFrom} target={target} menuFor={open?.message ?? null} />
          <Composer
            key={composing?.kind === "edit" ? composing.message.id : "new"}
            conversationId={conversation.id}
            isGroup={conversation.type === "group"}
            meId={meId}
            composing={composing}
            onDone={() => setComposing(null)}
            onSent={() => {
              clear();
              list.current?.showEnd();
            }}
            onEditLast={() => {
              const message = findLastOwn();
              if (message) setComposing({ kind: "edit", message });
            }}
          />
          {open?.what === "menu" ? <MessageMenu key={open.message.id} {...open} onClose={close("menu")} /> : null}
          {open?.what === "emoji" ? <EmojiPopover key={open.message.id} {...open} onClose={close("emoji")} /> : null}
          <ConfirmDialog
            open={deleting !== null}
            onOpenChange={(isOpen) => isOpen || setDeleting(null)}
            title={t("action.delete.title")}
            text={t("action.delete.text")}
            confirm={t("action.delete")}
            onConfirm={() => deleting && parley.messages.remove(deleting).catch(showError)}
          />
          {conversation.type === "group" ? <MembersDialog conversation={conversation} meId={meId} open={showsMembers} onOpenChange={setShowsMembers} /> : null}
          <SharedDialog conversationId={conversation.id} names={chat.names} open={showsShared} onOpenChange={setShowsShared} />
          {viewing ? <ChatViewer conversationId={conversation.id} attachmentId={viewing} onClose={() => setViewing(null)} /> : null}
        </FoundContext>
      </ChatContext>
    </DropZone>
  );
}
