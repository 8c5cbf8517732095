import type { User } from "@parley/protocol";
import { useParleyState } from "./useParleyState.ts";

const nobody: User[] = [];

/** Who else types in a conversation. */
export function useTyping(conversationId: string): User[] {
  return useParleyState((state) => state.typing[conversationId] ?? nobody);
}
