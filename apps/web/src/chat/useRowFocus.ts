import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from "react";
import { type Chat, useChat } from "./ChatContext.ts";
import { mayDelete, mayEdit } from "./permissions.ts";
import type { Row } from "./toRows.ts";
import type { MessageScroll } from "./useMessageScroll.ts";

type Options = {
  rows: Row[];
  scroll: MessageScroll;
  viewport: RefObject<HTMLDivElement | null>;
  /** The message to which the keyboard was led last. The list keeps its row in the page, so that the focus is never lost by scrolling. */
  wantedKey: string | null;
  onWant: (key: string) => void;
};

/** One message at a time is in the tab order; arrow keys move, letters act. */
export function useRowFocus({ rows, scroll, viewport, wantedKey, onWant }: Options) {
  const chat = useChat();
  const pendingKey = useRef<string | null>(null);
  const lastKey = rows.at(-1)?.item.key ?? null;
  const activeKey = rows.some((row) => row.item.key === wantedKey) ? wantedKey : lastKey;

  useEffect(() => {
    if (pendingKey.current === null || pendingKey.current !== activeKey) return;
    const element = viewport.current?.querySelector<HTMLElement>("[data-message][tabindex='0']");
    if (!element) return;
    element.focus({ preventScroll: true });
    pendingKey.current = null;
  });

  const latest = useRef({ chat, rows, scroll, onWant });
  latest.current = { chat, rows, scroll, onWant };

  /** For a row that the list is on its way to. */
  const focusWhenShown = useCallback((index: number) => {
    const row = latest.current.rows[index];
    if (!row) return;
    pendingKey.current = row.item.key;
    latest.current.onWant(row.item.key);
  }, []);

  const focusRow = useCallback(
    (index: number) => {
      focusWhenShown(index);
      latest.current.scroll.virtualizer.scrollToIndex(index, { align: "auto" });
    },
    [focusWhenShown],
  );

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>, row: Row) => {
      if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
      const at = latest.current.rows.findIndex((other) => other.item.key === row.item.key);
      const moves: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: latest.current.rows.length - 1 };
      const move = moves[event.key];
      if (move !== undefined) {
        event.preventDefault();
        focusRow(move);
      } else if (act(event, row, latest.current.chat)) event.preventDefault();
    },
    [focusRow],
  );

  return { activeKey, onKeyDown, focusWhenShown, focusActive: () => viewport.current?.querySelector<HTMLElement>("[data-message][tabindex='0']")?.focus() };
}

/** Does what the key asks for a message; false when it asks for nothing. */
function act(event: KeyboardEvent<HTMLElement>, { item }: Row, chat: Chat): boolean {
  if (item.kind !== "message" || item.message.type === "system" || item.message.deletedAt !== null) return false;
  const { message } = item;
  const anchor = event.currentTarget;
  if (event.key === "Enter" || event.key === " " || event.key === "ContextMenu") chat.openMenu(message, anchor);
  else if (event.key === "r") chat.reply(message);
  else if (event.key === "+") chat.openEmoji(message, anchor);
  else if (event.key === "e" && mayEdit(message, chat.meId)) chat.edit(message);
  else if (event.key === "Delete" && mayDelete(message, chat.conversation, chat.meId)) chat.askDelete(message);
  else return false;
  return true;
}
