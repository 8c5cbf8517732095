import type { Conversation, User } from "@parley/protocol";
import { useConnection, useMe, useParley } from "@parley/react";
import { useEffect, useState } from "react";
import { byTitle } from "./byTitle.ts";

/** The server finds people by two letters or more. */
const shortestName = 2;

export type QuickAnswer = { query: string; conversations: Conversation[]; people: User[]; error: unknown };

/** Conversations and people by name, both at once so that neither pushes the other down. The former answer stays until the next; "" asks nothing. */
export function useQuickSearch(query: string): QuickAnswer | null {
  const parley = useParley();
  const { status } = useConnection();
  const meId = useMe()?.id ?? "";
  const [answer, setAnswer] = useState<QuickAnswer | null>(null);
  const isBack = status === "online";

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when the connection is back
  useEffect(() => {
    if (query === "") {
      setAnswer(null);
      return;
    }
    let current = true;
    const people = [...query].length < shortestName ? [] : parley.users.search(query);
    Promise.all([parley.conversations.search(query), people]).then(
      ([conversations, found]) => current && setAnswer({ query, conversations: byTitle(conversations, query, meId), people: found, error: null }),
      (error: unknown) => current && setAnswer({ query, conversations: [], people: [], error }),
    );
    return () => {
      current = false;
    };
  }, [parley, query, isBack, meId]);

  return answer;
}
