import type { Conversation } from "@parley/protocol";
import clsx from "clsx";
import { BellOff, Pin } from "lucide-react";
import { t } from "../i18n/t.ts";
import { isMuted } from "./isMuted.ts";

const mostShown = 99;

/** Muted, pinned, and how many messages wait. */
export function RowMarks({ conversation }: { conversation: Conversation }) {
  const { unread, pinned } = conversation.me;
  const muted = isMuted(conversation);
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-muted [&_svg]:size-3.5">
      {muted ? <BellOff aria-label={t("list.muted")} role="img" /> : null}
      {pinned ? <Pin aria-label={t("list.pinned")} role="img" className="rotate-45" /> : null}
      {unread > 0 ? (
        <span
          className={clsx(
            "min-w-5 rounded-full px-1.5 text-center text-xs leading-5 font-semibold tabular-nums",
            muted ? "bg-sunken text-muted ring-1 ring-line" : "bg-accent text-on-accent",
          )}
        >
          <span aria-hidden>{unread > mostShown ? `${mostShown}+` : unread}</span>
          <span className="sr-only">{t("list.unread", { count: unread })}</span>
        </span>
      ) : null}
    </span>
  );
}
