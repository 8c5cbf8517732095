import type { UnreadTotals } from "@parley/client";
import { useParleyState } from "./useParleyState.ts";

/** Unread conversations and messages over everything that is not archived. */
export function useUnread(): UnreadTotals {
  return useParleyState((state) => state.unread);
}
