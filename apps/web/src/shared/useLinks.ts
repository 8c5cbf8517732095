import { useMessageSearch } from "@parley/react";

/** The messages of a conversation that link somewhere, page by page. */
export function useLinks(conversationId: string) {
  const { answer, loading, error, loadMore, retry } = useMessageSearch({ query: "", has: ["link"], conversationId });
  return {
    messages: answer?.results.map(({ message }) => message) ?? [],
    loading: loading !== null || (answer === null && error === null),
    error,
    retry,
    loadMore: answer?.nextCursor && loading === null && error === null ? loadMore : undefined,
  };
}
