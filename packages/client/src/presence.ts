import { limits, type Presence as PersonPresence } from "@parley/protocol";
import type { SocketRequest } from "./calls/call.ts";
import type { ParleyStore } from "./state.ts";

export type Presence = {
  watch(userIds: string[]): void;
  changed(presence: PersonPresence): void;
  /** A new connection watches nobody yet. */
  restore(): void;
};

export function createPresence(store: ParleyStore, request: SocketRequest): Presence {
  let watched: string[] = [];

  function send(): void {
    const userIds = watched;
    request("user:watch", { userIds })?.then(
      (answer) => {
        if (watched !== userIds) return;
        const { presences } = answer as { presences: PersonPresence[] };
        store.setState({ presence: Object.fromEntries(presences.map((presence) => [presence.userId, presence])) });
      },
      () => {
        // Presence is a hint; the next change or connection brings it.
      },
    );
  }

  return {
    watch(userIds) {
      if (userIds.length === 0 && watched.length === 0) return;
      watched = [...new Set(userIds)].slice(0, limits.presenceWatches);
      send();
    },
    changed(presence) {
      store.setState((state) => ({ presence: { ...state.presence, [presence.userId]: presence } }));
    },
    restore() {
      if (watched.length > 0) send();
    },
  };
}
