import { Menu } from "@base-ui/react/menu";
import type { Message } from "@parley/protocol";
import { useParley } from "@parley/react";
import { Copy, Pencil, Pin, PinOff, Reply, SmilePlus, Trash2, Unlink } from "lucide-react";
import { useRef } from "react";
import { t } from "../i18n/t.ts";
import { MenuItem } from "../kit/MenuItem.tsx";
import { MenuPopup } from "../kit/MenuPopup.tsx";
import { MenuSeparator } from "../kit/MenuSeparator.tsx";
import { showError, showNote } from "../shell/toasts.ts";
import { useChat } from "./ChatContext.ts";
import { mayDelete, mayEdit, mayPin } from "./permissions.ts";
import { quickEmoji } from "./quickEmoji.ts";
import { usePressedSince } from "./usePressedSince.ts";

type Props = { message: Message; anchor: HTMLElement; onClose: () => void };

/** Everything one may do with a message. Opened beside it by mouse, long press or keyboard. */
export function MessageMenu({ message, anchor, onClose }: Props) {
  const parley = useParley();
  const { conversation, meId, reply, edit, askDelete, openEmoji } = useChat();
  const movesFocus = useRef(false);
  const pressedSince = usePressedSince();
  const elsewhere = (action: (message: Message) => void) => () => {
    movesFocus.current = true;
    action(message);
  };
  const copy = () =>
    navigator.clipboard.writeText(message.text).then(
      () => showNote(t("action.copied")),
      (error) => showError(error),
    );
  const pinned = message.pinnedAt !== null;
  return (
    <Menu.Root
      defaultOpen
      onOpenChange={(_, details) => {
        if (details.reason === "outside-press" && !pressedSince.current) details.cancel();
      }}
      onOpenChangeComplete={(open) => open || onClose()}
    >
      <MenuPopup
        anchor={anchor}
        side="bottom"
        align={message.sender.id === meId ? "end" : "start"}
        finalFocus={() => (movesFocus.current ? false : anchor.closest<HTMLElement>("[data-message]"))}
      >
        <div className="flex px-0.5 pb-1">
          {quickEmoji.map((emoji) => (
            <Menu.Item
              key={emoji}
              aria-label={t("reaction.quick", { emoji })}
              onClick={() => parley.messages.react(message, emoji).catch(showError)}
              className="grid size-10 place-items-center rounded-full text-xl outline-none select-none data-highlighted:bg-hover"
            >
              {emoji}
            </Menu.Item>
          ))}
          <Menu.Item
            aria-label={t("reaction.more")}
            onClick={elsewhere(() => openEmoji(message, anchor))}
            className="grid size-10 place-items-center rounded-full text-muted outline-none data-highlighted:bg-hover"
          >
            <SmilePlus aria-hidden className="size-5" />
          </Menu.Item>
        </div>
        <MenuSeparator />
        <MenuItem icon={<Reply aria-hidden className="rtl:-scale-x-100" />} shortcut="R" onClick={elsewhere(reply)}>
          {t("action.reply")}
        </MenuItem>
        {message.text ? (
          <MenuItem icon={<Copy aria-hidden />} onClick={copy}>
            {t("action.copy")}
          </MenuItem>
        ) : null}
        {mayEdit(message, meId) ? (
          <MenuItem icon={<Pencil aria-hidden />} shortcut="E" onClick={elsewhere(edit)}>
            {t("action.edit")}
          </MenuItem>
        ) : null}
        {mayPin(message, conversation) ? (
          <MenuItem icon={pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />} onClick={() => parley.messages.pin(message, !pinned).catch(showError)}>
            {t(pinned ? "action.unpin" : "action.pin")}
          </MenuItem>
        ) : null}
        {message.previews.length > 0 && message.sender.id === meId ? (
          <MenuItem icon={<Unlink aria-hidden />} onClick={() => parley.call("messages.removePreviews", { messageId: message.id }).catch(showError)}>
            {t("action.unpreview")}
          </MenuItem>
        ) : null}
        {mayDelete(message, conversation, meId) ? (
          <MenuItem danger icon={<Trash2 aria-hidden />} shortcut="Del" onClick={elsewhere(askDelete)}>
            {t("action.delete")}
          </MenuItem>
        ) : null}
      </MenuPopup>
    </Menu.Root>
  );
}
