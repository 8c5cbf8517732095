import type { Conversation } from "@parley/protocol";
import { useParley } from "@parley/react";
import { useEffect, useState } from "react";
import { useDebounced } from "../kit/useDebounced.ts";

type Answer = { query: string; found: Conversation[]; error: unknown };

/** Asks the server; `found` is null while the answer for the present text is on its way. */
export function useConversationSearch(text: string): { query: string; found: Conversation[] | null; error: unknown } {
  const parley = useParley();
  const query = useDebounced(text.trim(), 200);
  const [answer, setAnswer] = useState<Answer | null>(null);

  useEffect(() => {
    if (query === "") return;
    let current = true;
    parley.conversations.search(query).then(
      (found) => current && setAnswer({ query, found, error: null }),
      (error: unknown) => current && setAnswer({ query, found: [], error }),
    );
    return () => {
      current = false;
    };
  }, [parley, query]);

  const settled = answer !== null && answer.query === query && query === text.trim();
  return { query, found: settled ? answer.found : null, error: settled ? answer.error : null };
}
