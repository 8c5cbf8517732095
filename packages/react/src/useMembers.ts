import type { Member } from "@parley/protocol";
import { useParleyState } from "./useParleyState.ts";

const nobody: Member[] = [];

export type MembersView = {
  members: Member[];
  /** false: only the first ones, because the conversation is not open or too large; page with `conversations.listMembers`. */
  complete: boolean;
};

/** Members in order of joining. */
export function useMembers(conversationId: string): MembersView {
  const all = useParleyState((state) => state.members[conversationId]);
  const first = useParleyState((state) => state.conversations[conversationId]?.members ?? nobody);
  const memberCount = useParleyState((state) => state.conversations[conversationId]?.memberCount);
  const members = all ?? first;
  return { members, complete: members.length === memberCount };
}
