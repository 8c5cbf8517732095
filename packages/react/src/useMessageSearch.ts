import { createMessageSearch, type MessageSearchState, type SearchQuestion } from "@parley/client";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { useParley } from "./ParleyProvider.tsx";

export type MessageSearchView = MessageSearchState & {
  /** The next page. Never rejects; see `error`. */
  loadMore: () => Promise<void>;
  /** Asks again after a failure. */
  retry: () => void;
};

/** Finds messages; the former answer stays while the next one is on its way. null asks nothing. */
export function useMessageSearch(question: SearchQuestion | null): MessageSearchView {
  const parley = useParley();
  const search = useMemo(() => createMessageSearch(parley), [parley]);
  const state = useStore(search.store);
  const key = JSON.stringify(question);
  useEffect(() => search.follow(), [search]);
  useEffect(() => search.ask(JSON.parse(key)), [search, key]);
  return { ...state, loadMore: search.loadMore, retry: () => search.ask(question) };
}
