import type { TimelineItem } from "@parley/client";
import { toDay } from "../i18n/toDay.ts";

/** One timeline item and what stands above it. Exactly one row per item, so that a row's key anchors the scroll position when older pages arrive. */
export type Row = {
  item: TimelineItem;
  /** Midnight of its day. */
  day: number;
  /** The first of its day. */
  opensDay: boolean;
  /** The first that was unread when the conversation was opened. */
  opensUnread: boolean;
  /** First and last of a run of messages by one person, a few minutes apart at most. */
  opensGroup: boolean;
  closesGroup: boolean;
};

const groupMs = 5 * 60_000;

function sentAt(item: TimelineItem): number {
  return Date.parse(item.kind === "message" ? item.message.createdAt : item.entry.createdAt);
}

function sender(item: TimelineItem): string | null {
  if (item.kind === "pending") return item.entry.userId;
  return item.message.type === "system" ? null : item.message.sender.id;
}

function opensGroup(item: TimelineItem, before: TimelineItem): boolean {
  const person = sender(item);
  return person === null || person !== sender(before) || sentAt(item) - sentAt(before) > groupMs;
}

/** `unreadFrom` is the seq above which the unread divider stands, null for none. */
export function toRows(items: readonly TimelineItem[], unreadFrom: number | null): Row[] {
  const rows: Row[] = [];
  for (const item of items) {
    const before = rows.at(-1);
    const day = toDay(sentAt(item));
    const opensDay = before?.day !== day;
    const isUnread = unreadFrom !== null && item.kind === "message" && item.message.seq >= unreadFrom;
    const wasUnread = before?.item.kind === "message" && unreadFrom !== null && before.item.message.seq >= unreadFrom;
    const opensUnread = isUnread && !wasUnread;
    const opens = before === undefined || opensDay || opensUnread || opensGroup(item, before.item);
    if (opens && before) before.closesGroup = true;
    rows.push({ item, day, opensDay, opensUnread, opensGroup: opens, closesGroup: false });
  }
  const last = rows.at(-1);
  if (last) last.closesGroup = true;
  return rows;
}
