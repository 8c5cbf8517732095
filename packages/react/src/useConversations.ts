import type { ListName } from "@parley/client";
import type { Conversation, ParleyError } from "@parley/protocol";
import { useCallback, useEffect } from "react";
import { useShallow } from "zustand/react/shallow";
import { useParley } from "./ParleyProvider.tsx";
import { useParleyState } from "./useParleyState.ts";

export type ConversationsView = {
  /** Pinned first, then by latest activity. */
  conversations: Conversation[];
  loading: boolean;
  /** The first page is there. */
  loaded: boolean;
  hasMore: boolean;
  error: ParleyError | null;
  /** The next page. Never rejects; see `error`. */
  loadMore: () => Promise<void>;
};

/** A list of conversations; loads its first page. */
export function useConversations(list: ListName): ConversationsView {
  const parley = useParley();
  const { loading, loaded, nextCursor, error } = useParleyState((state) => state.lists[list]);
  const online = useParleyState((state) => state.connection === "online");
  const conversations = useParleyState(useShallow((state) => state.lists[list].ids.flatMap((id) => state.conversations[id] ?? [])));
  const loadMore = useCallback(() => parley.conversations.loadMore(list).catch(() => {}), [parley, list]);

  useEffect(() => {
    if (online && !loaded) void loadMore();
  }, [online, loaded, loadMore]);

  return { conversations, loading, loaded, hasMore: nextCursor !== null, error, loadMore };
}
