import { Menu } from "@base-ui/react/menu";
import type { Conversation } from "@parley/protocol";
import { useParley } from "@parley/react";
import { Archive, ArchiveRestore, Bell, BellOff, EllipsisVertical, Images, LogOut, Pin, PinOff, Search, Users } from "lucide-react";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { isMuted } from "../conversations/isMuted.ts";
import { t } from "../i18n/t.ts";
import { ConfirmDialog } from "../kit/ConfirmDialog.tsx";
import { IconButton } from "../kit/IconButton.tsx";
import { MenuItem } from "../kit/MenuItem.tsx";
import { MenuPopup } from "../kit/MenuPopup.tsx";
import { MenuSeparator } from "../kit/MenuSeparator.tsx";
import { showError } from "../shell/toasts.ts";
import { findShortcut } from "./useFindShortcut.ts";

type Props = { conversation: Conversation; title: string; onMembers: () => void; onShared: () => void; onFind: () => void };

/** What one may do with the conversation as a whole. */
export function ChatMenu({ conversation, title, onMembers, onShared, onFind }: Props) {
  const { conversations } = useParley();
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState(false);
  // The field of the search has the focus then.
  const finding = useRef(false);
  const { id, me } = conversation;
  const muted = isMuted(conversation);
  const leave = () =>
    conversations.leave(id).then(
      () => navigate("/"),
      (error) => showError(error),
    );
  return (
    <>
      <Menu.Root
        onOpenChange={(open) => {
          if (open) finding.current = false;
        }}
      >
        <Menu.Trigger render={<IconButton label={t("chat.options")} />}>
          <EllipsisVertical aria-hidden className="size-5" />
        </Menu.Trigger>
        <MenuPopup align="end" finalFocus={() => !finding.current}>
          <MenuItem
            icon={<Search aria-hidden />}
            shortcut={findShortcut}
            onClick={() => {
              finding.current = true;
              onFind();
            }}
          >
            {t("find.open")}
          </MenuItem>
          {conversation.type === "group" ? (
            <MenuItem icon={<Users aria-hidden />} onClick={onMembers}>
              {t("chat.showMembers")}
            </MenuItem>
          ) : null}
          <MenuItem icon={<Images aria-hidden />} onClick={onShared}>
            {t("chat.shared")}
          </MenuItem>
          <MenuItem icon={muted ? <Bell aria-hidden /> : <BellOff aria-hidden />} onClick={() => conversations.mute(id, !muted).catch(showError)}>
            {t(muted ? "chat.unmute" : "chat.mute")}
          </MenuItem>
          <MenuItem icon={me.pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />} onClick={() => conversations.pin(id, !me.pinned).catch(showError)}>
            {t(me.pinned ? "chat.unpin" : "chat.pin")}
          </MenuItem>
          <MenuItem
            icon={me.archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
            onClick={() => conversations.archive(id, !me.archived).catch(showError)}
          >
            {t(me.archived ? "chat.unarchive" : "chat.archive")}
          </MenuItem>
          {conversation.type === "group" ? (
            <>
              <MenuSeparator />
              <MenuItem danger icon={<LogOut aria-hidden className="rtl:-scale-x-100" />} onClick={() => setLeaving(true)}>
                {t("chat.leave")}
              </MenuItem>
            </>
          ) : null}
        </MenuPopup>
      </Menu.Root>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={t("chat.leave.title", { title })}
        text={t("chat.leave.text")}
        confirm={t("chat.leave")}
        onConfirm={leave}
      />
    </>
  );
}
