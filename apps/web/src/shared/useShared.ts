import type { AttachmentKind, Output, ParleyError } from "@parley/protocol";
import { useParley } from "@parley/react";
import { useCallback, useEffect, useState } from "react";

export type SharedFile = Output<"attachments.list">["attachments"][number];
type State = { files: SharedFile[]; cursor: string | null; loading: boolean; error: ParleyError | null };

/** What was sent in a conversation, newest first, page by page. */
export function useShared(conversationId: string, kinds: readonly AttachmentKind[]) {
  const parley = useParley();
  const [state, setState] = useState<State>({ files: [], cursor: null, loading: true, error: null });

  const load = useCallback(
    (cursor: string | null) => {
      setState((now) => ({ ...now, loading: true, error: null }));
      return parley.call("attachments.list", { conversationId, kinds: [...kinds], ...(cursor ? { cursor } : {}) }).then(
        ({ attachments, nextCursor }) =>
          setState((now) => ({ files: cursor ? [...now.files, ...attachments] : attachments, cursor: nextCursor, loading: false, error: null })),
        (error) => setState((now) => ({ ...now, loading: false, error })),
      );
    },
    [parley, conversationId, kinds],
  );

  useEffect(() => {
    void load(null);
    // A deleted message takes its files with it, here as well.
    return parley.on("message.deleted", ({ message }) => setState((now) => ({ ...now, files: now.files.filter(({ messageId }) => messageId !== message.id) })));
  }, [parley, load]);

  const { files, cursor, loading, error } = state;
  return { files, loading, error, retry: () => load(cursor), loadMore: cursor && !loading && !error ? () => load(cursor) : undefined };
}
