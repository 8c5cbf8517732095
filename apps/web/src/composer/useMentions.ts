import type { Member } from "@parley/protocol";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { insertText } from "./insertText.ts";

const longestList = 6;
const longestQuery = 40;

/** The "@…" that the caret stands in, if any. */
function findQuery(text: string, caret: number): { from: number; query: string } | null {
  const from = text.lastIndexOf("@", caret - 1);
  if (from === -1 || caret - from > longestQuery || !/^$|[\s(]/.test(text.charAt(from - 1))) return null;
  const query = text.slice(from + 1, caret);
  return query.includes("\n") || query.startsWith(" ") ? null : { from, query };
}

type Options = { textarea: RefObject<HTMLTextAreaElement | null>; text: string; members: Member[]; meId: string; enabled: boolean };

/** Completes "@…" to a member's name. The text field is the combobox, MentionList its list. */
export function useMentions({ textarea, text, members, meId, enabled }: Options) {
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [highlighted, setHighlighted] = useState(0);
  const [dismissedAt, setDismissedAt] = useState<number | null>(null);

  const found = enabled ? findQuery(text, caret) : null;
  const query = found?.query.toLocaleLowerCase() ?? "";
  const fits = ({ user, leftAt }: Member) =>
    leftAt === null && user.id !== meId && `${user.name} `.toLocaleLowerCase() !== query && ` ${user.name.toLocaleLowerCase()}`.includes(` ${query}`);
  const matches = found && found.from !== dismissedAt ? members.filter(fits).slice(0, longestList) : [];
  const at = Math.min(highlighted, matches.length - 1);

  const choose = (member: Member, onChange: (text: string) => void) => {
    if (textarea.current && found) insertText(textarea.current, `@${member.user.name} `, onChange, found.from);
    setHighlighted(0);
  };

  return {
    listId,
    matches,
    at,
    highlight: setHighlighted,
    choose,
    onSelect: () => setCaret(textarea.current?.selectionStart ?? 0),
    inputProps: matches.length > 0 ? { "aria-controls": listId, "aria-autocomplete": "list" as const, "aria-activedescendant": `${listId}-${at}` } : {},
    /** True when the key was for the list. */
    onKeyDown: (event: KeyboardEvent, onChange: (text: string) => void): boolean => {
      const member = matches[at];
      if (!member) return false;
      if (event.key === "ArrowDown") setHighlighted((at + 1) % matches.length);
      else if (event.key === "ArrowUp") setHighlighted((at - 1 + matches.length) % matches.length);
      else if (event.key === "Enter" || event.key === "Tab") choose(member, onChange);
      else if (event.key === "Escape") setDismissedAt(found?.from ?? null);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
