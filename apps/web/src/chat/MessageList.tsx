import { findMessage } from "@parley/client";
import type { Message } from "@parley/protocol";
import { useParley, useTimeline } from "@parley/react";
import { CloudOff, MessageCircle } from "lucide-react";
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { t } from "../i18n/t.ts";
import { Button } from "../kit/Button.tsx";
import { EmptyState } from "../kit/EmptyState.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import type { Target } from "../shell/useTarget.ts";
import { Announcer } from "./Announcer.tsx";
import { useChat } from "./ChatContext.ts";
import { JumpToLatest } from "./JumpToLatest.tsx";
import { MessagesSkeleton } from "./MessagesSkeleton.tsx";
import { PageSpinner } from "./PageSpinner.tsx";
import { StickyDay } from "./StickyDay.tsx";
import { TimelineRow } from "./TimelineRow.tsx";
import { TypingIndicator } from "./TypingIndicator.tsx";
import { toRows } from "./toRows.ts";
import { useEscape } from "./useEscape.ts";
import { useGoal } from "./useGoal.ts";
import { useMarkRead } from "./useMarkRead.ts";
import { useMessageScroll } from "./useMessageScroll.ts";
import { useRowFocus } from "./useRowFocus.ts";

export type MessageListHandle = {
  jumpTo: (messageId: string, focus?: boolean) => void;
  showEnd: () => void;
  focus: () => void;
};

type Props = { title: string; unreadFrom: number | null; target: Target | null; menuFor: Message | null; ref: Ref<MessageListHandle> };

/** The messages of a conversation, newest at the bottom; only the rows near the view exist in the page. */
export function MessageList({ title, unreadFrom, target, menuFor, ref }: Props) {
  const { conversation, meId } = useChat();
  const { store } = useParley();
  const timeline = useTimeline(conversation.id);
  const rows = useMemo(() => toRows(timeline.items, unreadFrom), [timeline.items, unreadFrom]);
  const viewport = useRef<HTMLDivElement>(null);
  const [wantedKey, setWantedKey] = useState<string | null>(null);
  const scroll = useMessageScroll({ rows, timeline, viewport, keptKey: wantedKey });
  const focus = useRowFocus({ rows, scroll, viewport, wantedKey, onWant: setWantedKey });
  const goal = useGoal({ conversation, rows, timeline, scroll, unreadFrom, target, focusRow: focus.focusWhenShown });
  const [, navigate] = useLocation();
  const showEnd = (focus = false) => {
    goal.goToEnd(focus);
    // Else the next reload would lead back to the message that one has left.
    if (target) navigate(`/c/${conversation.id}`, { replace: true });
  };
  useMarkRead(conversation, rows[scroll.lastVisible]);
  // The message that has the keyboard may leave the list on the way.
  useEscape(() => showEnd(viewport.current?.contains(document.activeElement)), !scroll.atBottom && rows.length > 0);
  useImperativeHandle(ref, () => ({ jumpTo: goal.goTo, showEnd, focus: focus.focusActive }));

  const { virtualizer } = scroll;
  const shown = virtualizer.getVirtualItems();
  const topRow = rows[virtualizer.range?.startIndex ?? -1];
  const quotedBy = (replyTo: string | null) => (replyTo ? (timeline.quoted[replyTo] ?? findMessage(store.getState(), replyTo)) : undefined);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div ref={viewport} className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]">
        {rows.length === 0 && timeline.error ? (
          <EmptyState icon={<CloudOff />} title={t("chat.error.title")} text={toErrorText(timeline.error)}>
            <Button onClick={goal.reload}>{t("common.retry")}</Button>
          </EmptyState>
        ) : null}
        {rows.length === 0 && !timeline.error && (timeline.loading !== null || conversation.lastSeq > 0) ? <MessagesSkeleton /> : null}
        {rows.length === 0 && !timeline.error && timeline.loading === null && conversation.lastSeq === 0 ? (
          <EmptyState icon={<MessageCircle />} title={t("chat.empty.title")} text={t("chat.empty.text")} />
        ) : null}
        <div
          role="log"
          aria-live="off"
          aria-label={t("chat.messages", { title })}
          className="relative mt-auto w-full shrink-0"
          style={{ height: rows.length > 0 ? virtualizer.getTotalSize() : 0, visibility: scroll.settled ? "visible" : "hidden" }}
        >
          {shown.map((place) => {
            const row = rows[place.index];
            if (!row) return null;
            const { item } = row;
            const seq = item.kind === "message" ? item.message.seq : -1;
            return (
              <div
                key={place.key}
                data-index={place.index}
                ref={virtualizer.measureElement}
                className="absolute inset-x-0 top-0 mx-auto max-w-(--parley-measure) px-3 wide:px-6"
                style={{ transform: `translateY(${place.start}px)` }}
              >
                <TimelineRow
                  row={row}
                  quoted={quotedBy(item.kind === "message" ? item.message.replyTo : item.entry.replyTo)}
                  focusable={focus.activeKey === item.key}
                  flashing={goal.flashingSeq === seq}
                  menuOpen={menuFor?.seq === seq}
                  onKeyDown={focus.onKeyDown}
                />
              </div>
            );
          })}
        </div>
      </div>
      <PageSpinner loading={timeline.loading} error={rows.length > 0 ? timeline.error : null} onRetry={timeline.loadOlder} />
      {topRow ? <StickyDay day={topRow.day} shown={scroll.settled && virtualizer.isScrolling} /> : null}
      <TypingIndicator conversationId={conversation.id} />
      {scroll.atBottom || rows.length === 0 ? null : <JumpToLatest count={conversation.me.unread} onJump={() => showEnd(true)} />}
      <Announcer items={timeline.items} meId={meId} live={!timeline.hasNewer} />
    </div>
  );
}
