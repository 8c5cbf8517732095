import type { Message } from "@parley/protocol";
import clsx from "clsx";
import { type CSSProperties, type KeyboardEvent, memo } from "react";
import { Avatar } from "../people/Avatar.tsx";
import { toHue } from "../people/toHue.ts";
import { useChat } from "./ChatContext.ts";
import { DayDivider } from "./DayDivider.tsx";
import { Notice } from "./Notice.tsx";
import { PendingMessage } from "./PendingMessage.tsx";
import { SentMessage } from "./SentMessage.tsx";
import { toRowLabel } from "./toRowLabel.ts";
import type { Row } from "./toRows.ts";
import { UnreadDivider } from "./UnreadDivider.tsx";

type Props = {
  row: Row;
  quoted: Message | undefined;
  focusable: boolean;
  flashing: boolean;
  menuOpen: boolean;
  onKeyDown: (event: KeyboardEvent<HTMLElement>, row: Row) => void;
};

/** One item of the timeline with what stands above it: a date, the unread line, the speaker's name. */
export const TimelineRow = memo(function TimelineRow({ row, quoted, focusable, flashing, menuOpen, onKeyDown }: Props) {
  const { conversation, meId } = useChat();
  const { item } = row;
  const sender = item.kind === "message" ? item.message.sender : null;
  const own = item.kind === "pending" || sender?.id === meId;
  const named = conversation.type === "group" && !own && sender !== null;
  const system = item.kind === "message" && item.message.type === "system";
  return (
    <>
      {row.opensDay ? <DayDivider day={row.day} /> : null}
      {row.opensUnread ? <UnreadDivider /> : null}
      <article
        data-message={item.kind === "message" ? item.message.seq : ""}
        data-menu={menuOpen ? "" : undefined}
        tabIndex={focusable ? 0 : -1}
        aria-label={toRowLabel(item, meId)}
        onKeyDown={(event) => onKeyDown(event, row)}
        className={clsx(
          "group/row relative flex rounded-panel outline-offset-0",
          row.opensGroup ? "pt-2.5" : "pt-0.5",
          own ? "justify-end" : "justify-start",
          flashing && "animate-flash",
        )}
      >
        {system && item.kind === "message" ? <Notice message={item.message} /> : null}
        {named && !system ? <span className="w-10 shrink-0 self-end">{row.closesGroup ? <Avatar {...sender} size={32} /> : null}</span> : null}
        {system ? null : (
          <div className={clsx("flex max-w-[min(34rem,84%)] min-w-0 flex-col", own ? "items-end" : "items-start")}>
            {named && row.opensGroup ? (
              <bdi
                style={{ "--hue": toHue(sender.id) } as CSSProperties}
                className="px-3 pb-0.5 text-xs font-semibold text-[light-dark(oklch(0.45_0.09_var(--hue)),oklch(0.82_0.07_var(--hue)))]"
              >
                {sender.name}
              </bdi>
            ) : null}
            {item.kind === "message" ? (
              <SentMessage message={item.message} status={item.status} quoted={quoted} closesGroup={row.closesGroup} />
            ) : (
              <PendingMessage entry={item.entry} status={item.status} quoted={quoted} closesGroup={row.closesGroup} />
            )}
          </div>
        )}
      </article>
    </>
  );
});
