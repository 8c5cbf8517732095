import type { Message } from "@parley/protocol";
import clsx from "clsx";
import { Ellipsis, Reply, SmilePlus } from "lucide-react";
import type { RefObject } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { useChat } from "./ChatContext.ts";

type Props = { message: Message; own: boolean; anchor: RefObject<HTMLElement | null> };

/** Appears beside a message under the mouse. Keyboards and fingers open the menu, which has everything. */
export function MessageToolbar({ message, own, anchor }: Props) {
  const { reply, openEmoji, openMenu } = useChat();
  const open = (how: (message: Message, anchor: HTMLElement) => void) => () => anchor.current && how(message, anchor.current);
  return (
    <div
      role="toolbar"
      aria-label={t("action.bar")}
      className={clsx(
        "invisible absolute top-1/2 hidden -translate-y-1/2 items-center opacity-0 transition-opacity group-hover/row:visible group-hover/row:opacity-100 group-data-menu/row:visible group-data-menu/row:opacity-100 pointer-fine:flex",
        own ? "inset-e-full me-1 flex-row-reverse" : "inset-s-full ms-1",
      )}
    >
      <IconButton tabIndex={-1} label={t("action.react")} size="small" onClick={open(openEmoji)}>
        <SmilePlus aria-hidden className="size-4.5" />
      </IconButton>
      <IconButton tabIndex={-1} label={t("action.reply")} size="small" onClick={() => reply(message)}>
        <Reply aria-hidden className="size-4.5 rtl:-scale-x-100" />
      </IconButton>
      <IconButton tabIndex={-1} label={t("action.menu")} size="small" onClick={open(openMenu)}>
        <Ellipsis aria-hidden className="size-4.5" />
      </IconButton>
    </div>
  );
}
