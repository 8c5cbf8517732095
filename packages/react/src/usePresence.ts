import type { Presence } from "@parley/protocol";
import { useEffect } from "react";
import { useShallow } from "zustand/react/shallow";
import { useParley } from "./ParleyProvider.tsx";
import { useParleyState } from "./useParleyState.ts";
import { watchSet } from "./watchSet.ts";

/** Follows people's presence while mounted. Somebody with whom no conversation is shared has no entry. */
export function usePresence(userIds: string[]): Record<string, Presence> {
  const parley = useParley();
  const key = JSON.stringify([...userIds].sort());
  useEffect(() => watchSet(parley, JSON.parse(key)), [parley, key]);
  return useParleyState(
    useShallow((state) => {
      const presences: Record<string, Presence> = {};
      for (const userId of userIds) {
        const presence = state.presence[userId];
        if (presence) presences[userId] = presence;
      }
      return presences;
    }),
  );
}
