import { createParley, type Parley } from "@parley/client";
import { type EventName, events, ParleyError, type ParleyEvent } from "@parley/protocol";
import type { HeldConversation, View } from "./evidence.ts";
import type { Attempt } from "./history.ts";
import { outcomeOf } from "./outcome.ts";
import type { DeviceOptions } from "./rawDevice.ts";

/** Far fewer than a window holds: loading more would push the live end out of it. */
const openMessages = 150;

/** A device as an application has it: it retries, reconnects and catches up by itself. */
export type SdkDevice = {
  id: string;
  user: string;
  parley: Parley;
  /** Opens every conversation, its newest messages and some before them. */
  openAll(): Promise<void>;
  send(conversationId: string, text: string): Promise<Attempt>;
  view(fresh: boolean): View;
};

export function createSdkDevice({ id, user, url, history, getToken }: Omit<DeviceOptions, "timeoutMs">): SdkDevice {
  const device = { id, user };
  const parley = createParley({ url, getToken });
  const open = new Map<string, { attempt: Attempt; done(attempt: Attempt): void }>();
  for (const name of Object.keys(events) as EventName[]) parley.on(name, (payload) => history.hear(device, { name, payload } as ParleyEvent));
  parley.store.subscribe(settle);

  function settle(): void {
    const { outbox, windows } = parley.store.getState();
    for (const [clientId, { attempt, done }] of open) {
      const entry = outbox.find((each) => each.clientId === clientId);
      if (entry !== undefined && entry.sent === null && entry.status === "sending") continue;
      open.delete(clientId);
      const message = entry?.sent ?? windows[attempt.conversationId]?.messages.find((each) => each.clientId === clientId && each.sender.id === user);
      if (message) history.end(attempt, "ok", { message });
      // It may have been taken by an earlier try whose answer was lost; nobody can see that from here.
      else history.end(attempt, "info", { code: entry?.error === null || entry === undefined ? "dropped" : outcomeOf(ParleyError.fromBody(entry.error)).code });
      done(attempt);
    }
  }

  return {
    id,
    user,
    parley,
    async openAll() {
      do await parley.conversations.loadMore("active");
      while (parley.store.getState().lists.active.nextCursor !== null);
      for (const conversationId of Object.keys(parley.store.getState().conversations)) {
        await parley.conversations.open(conversationId);
        const window = () => parley.store.getState().windows[conversationId];
        while (window()?.hasOlder && (window()?.messages.length ?? 0) < openMessages) await parley.messages.loadOlder(conversationId);
      }
    },
    send(conversationId, text) {
      const attempt = history.invoke(device, { kind: "send", conversationId, text, lane: `${id} ${conversationId}` });
      const { clientId } = parley.messages.send({ conversationId, text });
      attempt.clientId = clientId;
      return new Promise((done) => {
        open.set(clientId, { attempt, done });
        settle();
      });
    },
    view(fresh) {
      const { conversations, windows, members, unread } = parley.store.getState();
      const held: Record<string, HeldConversation> = {};
      for (const [conversationId, conversation] of Object.entries(conversations)) {
        const window = windows[conversationId];
        const complete = window !== undefined && !window.hasOlder && !window.hasNewer;
        held[conversationId] = { conversation, messages: window?.messages ?? [], complete, members: members[conversationId] ?? null };
      }
      return { device: id, user, fresh, fromCursor: false, conversations: held, unread };
    },
  };
}
