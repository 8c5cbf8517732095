import type { Conversation } from "@parley/protocol";

export function isMuted({ me }: Conversation): boolean {
  return me.mutedUntil === "forever" || (me.mutedUntil !== null && Date.parse(me.mutedUntil) > Date.now());
}
