import type { TimelineItem } from "@parley/client";
import { useEffect, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { toExcerpt } from "./toExcerpt.ts";

/** Messages within this time are announced together. */
const gatherMs = 1200;

type Props = { items: TimelineItem[]; meId: string; live: boolean };

/** Tells screen readers what arrives, at most once in a while. The list itself is not live: scrolling would read it aloud. */
export function Announcer({ items, meId, live }: Props) {
  const heard = useRef<number | null>(null);
  const fresh = useRef<string[]>([]);
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const messages = items.flatMap((item) => (item.kind === "message" ? [item.message] : []));
    const newest = messages.at(-1)?.seq;
    if (newest === undefined || !live) return;
    const before = heard.current ?? newest;
    heard.current = Math.max(before, newest);
    const arrived = messages.filter((message) => message.seq > before && message.sender.id !== meId);
    if (arrived.length === 0) return;
    fresh.current.push(...arrived.map((message) => t("list.sender", { name: message.sender.name, text: toExcerpt(message) })));
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const [first] = fresh.current;
      setText(fresh.current.length === 1 && first ? first : t("chat.announce", { count: fresh.current.length }));
      fresh.current = [];
    }, gatherMs);
  }, [items, meId, live]);

  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div role="status" className="sr-only">
      {text}
    </div>
  );
}
