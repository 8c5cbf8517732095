import type { Conversation, Member } from "@parley/protocol";
import { useMembers, useParley } from "@parley/react";
import { useCallback, useEffect, useState } from "react";
import { showError } from "../shell/toasts.ts";

/** Every member: from the store where it has them all, else page by page. */
export function useAllMembers(conversation: Conversation): { members: Member[]; loadMore: (() => void) | null; loading: boolean } {
  const parley = useParley();
  const known = useMembers(conversation.id);
  const [paged, setPaged] = useState<Member[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  const load = useCallback(
    (from: string | null) => {
      setLoading(true);
      parley
        .call("conversations.listMembers", { conversationId: conversation.id, ...(from ? { cursor: from } : {}) })
        .then((page) => {
          setPaged((before) => (from ? [...before, ...page.members] : page.members));
          setCursor(page.nextCursor);
        })
        .catch(showError)
        .finally(() => setLoading(false));
    },
    [parley, conversation.id],
  );

  useEffect(() => {
    if (!known.complete) load(null);
  }, [known.complete, load]);

  const members = (known.complete ? known.members : paged).filter((member) => member.leftAt === null);
  return { members, loading, loadMore: !known.complete && cursor && !loading ? () => load(cursor) : null };
}
