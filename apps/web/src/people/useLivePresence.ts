import type { Presence } from "@parley/protocol";
import { useConnection, usePresence } from "@parley/react";

const unknown: Record<string, Presence> = {};

/** Presence of these people; of nobody while offline, when it would be out of date. */
export function useLivePresence(userIds: string[]): Record<string, Presence> {
  const presences = usePresence(userIds);
  const { status } = useConnection();
  return status === "online" || status === "syncing" ? presences : unknown;
}
