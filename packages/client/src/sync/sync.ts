/**
 * Sync: how what the server says becomes state. Events and answers may come
 * twice, late or in the wrong order; `rev` decides for everything durable,
 * `version` for one's own settings, and marks only move forward. `applyEvent`,
 * `applyChanges` and what they use are pure; `inbox` orders events, `catchUp`
 * and `resync` fetch what was missed.
 */
import { type Conversation, limits } from "@parley/protocol";
import type { Call } from "../calls/call.ts";
import type { ParleyStore } from "../state.ts";
import { unknownQuoted } from "../windows/window.ts";
import { createWindows, type Windows } from "../windows/windows.ts";
import { applyEvent } from "./applyEvent.ts";
import { catchUp, fetchConversation, isFollowed } from "./catchUp.ts";
import type { ConversationEvent } from "./conversationEvent.ts";
import { createInbox } from "./inbox.ts";
import { createLists, type Lists } from "./lists.ts";
import { mergeConversation, mergeMembership, withUnread } from "./mergeConversation.ts";
import { putConversation } from "./putConversation.ts";
import { resync } from "./resync.ts";
import { createUnread } from "./unread.ts";

/** Everything that keeps the store equal to the server. */
export type Sync = {
  lists: Lists;
  windows: Windows;
  receiveEvent(event: ConversationEvent): void;
  /** An answer of the server contained this conversation. */
  receiveConversation(conversation: Conversation): void;
  /** Fetches what was missed, then applies what arrived meanwhile. */
  catchUpAll(): Promise<void>;
  /** The connection is gone: what still arrives waits for the next one. */
  pause(): void;
  clear(): void;
};

export function createSync(store: ParleyStore, call: Call): Sync {
  const meId = () => store.getState().me?.id ?? "";
  const held = (conversationId: string) => store.getState().conversations[conversationId];
  const unread = createUnread(store, call);

  const inbox = createInbox({
    meId,
    heldRev: (conversationId) => held(conversationId)?.rev,
    apply,
    async catchUp(conversationId) {
      const wasHeld = held(conversationId) !== undefined;
      const outcome = await catchUp(ports, conversationId);
      // It counts in the totals, and nobody has added it.
      if (!wasHeld && outcome === "complete") unread.refresh().catch(ignore);
      completeQuoted(conversationId);
      return outcome;
    },
  });
  inbox.pause();
  const windows = createWindows({ store, call, inbox, hold });
  const lists = createLists({ store, call, receive: receiveConversation });
  const ports = { store, call, windows, meId };

  function apply(event: ConversationEvent): void {
    const { conversationId } = event.payload;
    store.setState((state) => applyEvent(state, event, meId()));
    if (event.name === "message.created") completeQuoted(conversationId);
    if (event.name === "member.removed") completeSummary(conversationId);
  }

  function receiveConversation(conversation: Conversation): void {
    const before = held(conversation.id);
    if (before && conversation.rev > before.rev && isFollowed(store, conversation.id)) {
      const own = withUnread({ ...before, me: mergeMembership(before.me, conversation.me) });
      store.setState((state) => putConversation(state, own));
    } else {
      store.setState((state) => putConversation(state, mergeConversation(before, conversation)));
    }
    inbox.expect(conversation.id, conversation.rev);
  }

  async function hold(conversationId: string): Promise<void> {
    if (!held(conversationId)) await fetchConversation(ports, conversationId);
  }

  function completeQuoted(conversationId: string): void {
    const window = store.getState().windows[conversationId];
    if (window && unknownQuoted(window).length > 0) windows.resolveQuoted(conversationId).catch(ignore);
  }

  /** One of the first members of a large group is gone: the next one, who is not known here, moves up. */
  function completeSummary(conversationId: string): void {
    const conversation = held(conversationId);
    if (!conversation || conversation.members.length >= Math.min(limits.membersInSummary, conversation.memberCount)) return;
    call("conversations.get", { conversationId }).then(receiveConversation, ignore);
  }

  return {
    lists,
    windows,
    receiveEvent: inbox.receive,
    receiveConversation,
    async catchUpAll() {
      await resync({ ...ports, inbox, lists, unread, receive: receiveConversation });
      inbox.resume();
    },
    pause: inbox.pause,
    clear: inbox.clear,
  };
}

function ignore(): void {}
