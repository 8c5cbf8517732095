import { createMessageSearch } from "@parley/client";
import { useParley } from "@parley/react";
import { useEffect, useState, useSyncExternalStore } from "react";

/** The messages of a conversation that link somewhere, page by page. */
export function useLinks(conversationId: string) {
  const parley = useParley();
  const [search] = useState(() => createMessageSearch(parley));
  useEffect(() => {
    search.ask({ query: "", has: ["link"], conversationId });
    return search.follow();
  }, [search, conversationId]);
  const { answer, loading, error } = useSyncExternalStore(search.store.subscribe, search.store.getState);
  return {
    messages: answer?.results.map(({ message }) => message) ?? [],
    loading: loading !== null || (answer === null && error === null),
    error,
    retry: () => search.ask({ query: "", has: ["link"], conversationId }),
    loadMore: answer?.nextCursor && loading === null && error === null ? () => void search.loadMore() : undefined,
  };
}
