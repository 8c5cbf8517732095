import type { User } from "@parley/protocol";
import { useParley } from "@parley/react";
import { useEffect, useState } from "react";
import { useDebounced } from "../kit/useDebounced.ts";

const shortest = 2;
export type PeopleSearch = { state: "idle" } | { state: "loading" } | { state: "failed" } | { state: "found"; query: string; users: User[] };

/** People whose name contains the text; `idle` while the text is too short to search. */
export function usePeopleSearch(text: string): PeopleSearch {
  const parley = useParley();
  const query = useDebounced(text.trim(), 200);
  const [answer, setAnswer] = useState<{ query: string; users: User[] | null } | null>(null);

  useEffect(() => {
    if ([...query].length < shortest) return;
    let current = true;
    parley.users.search(query).then(
      (users) => current && setAnswer({ query, users }),
      () => current && setAnswer({ query, users: null }),
    );
    return () => {
      current = false;
    };
  }, [parley, query]);

  if ([...text.trim()].length < shortest) return { state: "idle" };
  if (answer?.query !== text.trim()) return { state: "loading" };
  return answer.users ? { state: "found", query, users: answer.users } : { state: "failed" };
}
