import type { Call } from "../calls/call.ts";
import type { ParleyStore } from "../state.ts";
import { holdsAll } from "./putConversation.ts";

export type Unread = {
  /** Asks the server, unless everything that counts is held. */
  refresh(): Promise<void>;
};

/** A total that moved while it was asked for is asked for again, this often at most. */
const maxTries = 3;

export function createUnread(store: ParleyStore, call: Call): Unread {
  async function fetchTotals(): Promise<void> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (holdsAll(store.getState())) return;
      const before = store.getState().unread;
      const unread = await call("receipts.unread", {});
      const moved = store.getState().unread !== before;
      if (!holdsAll(store.getState())) store.setState({ unread });
      if (!moved) return;
    }
  }

  let due: Promise<void> | undefined;
  return {
    refresh() {
      due ??= fetchTotals().finally(() => {
        due = undefined;
      });
      return due;
    },
  };
}
