import type { Call } from "../calls/call.ts";
import type { ParleyStore } from "../state.ts";
import { holdsAll } from "./putConversation.ts";

export type Unread = {
  /** Asks the server, unless everything that counts is held. */
  refresh(): Promise<void>;
};

/** A total that moved while it was asked for is asked for again, this often at most. */
const maxTries = 3;
/** An event that was on its way while the server counted is in its figure already, and then added here. Looking again finds that out. */
const confirmMs = 2000;

export function createUnread(store: ParleyStore, call: Call): Unread {
  let confirmation: ReturnType<typeof setTimeout> | undefined;

  async function fetchTotals(): Promise<void> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (holdsAll(store.getState())) return;
      const before = store.getState().unread;
      const unread = await call("receipts.unread", {});
      const moved = store.getState().unread !== before;
      if (!holdsAll(store.getState())) store.setState({ unread });
      if (!moved) break;
    }
    clearTimeout(confirmation);
    confirmation = setTimeout(confirm, confirmMs);
  }

  /** Once, and again only if there was something to mend. */
  function confirm(): void {
    const before = store.getState().unread;
    if (holdsAll(store.getState()) || store.getState().connection !== "online") return;
    call("receipts.unread", {}).then(
      (unread) => {
        const { messages, conversations } = store.getState().unread;
        if (unread.messages === messages && unread.conversations === conversations) return;
        if (store.getState().unread === before) store.setState({ unread });
        confirmation = setTimeout(confirm, confirmMs);
      },
      () => {
        // The next connection counts anew.
      },
    );
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
