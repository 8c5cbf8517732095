/**
 * The outbox: messages on their way. An entry is stored before it is sent, and
 * sent under its clientId until the server takes or refuses it, so that no
 * reload, lost answer or retry loses or doubles a message. In order within a
 * conversation; conversations do not wait for each other.
 *
 *   send ─▶ sending ─▶ sent (taken; the history has not caught up) ─▶ gone
 *              │ refused        or the message comes as an event ─────▲
 *              ▼
 *           failed ─▶ retry ─▶ sending
 *              └────▶ discard ─▶ gone
 */
import { fail, type Message, ParleyError } from "@parley/protocol";
import { backoffMs } from "../backoff.ts";
import type { Call } from "../calls/call.ts";
import { isTemporary } from "../isTemporary.ts";
import type { OutboxEntry, ParleyStore } from "../state.ts";
import type { ConversationEvent } from "../sync/conversationEvent.ts";
import type { OutboxStorage } from "./storage.ts";
import { storeOutbox } from "./storeOutbox.ts";

/** `internal` may be this message's own fault; it must not hold up those behind it for ever. */
const internalTries = 5;

export type Draft = {
  conversationId: string;
  text: string;
  /** Id of the message replied to. */
  replyTo?: string;
  /** Ids of the people mentioned. */
  mentions?: string[];
};

export type OutboxPorts = {
  store: ParleyStore;
  storage: OutboxStorage;
  call: Call;
  receive(event: ConversationEvent): void;
};

export type Outbox = {
  /** Takes up what this user left unsent on this device. */
  restore(): Promise<void>;
  send(draft: Draft): OutboxEntry;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Sends what waits. Does nothing unless online. */
  flush(): void;
};

export function createOutbox({ store, storage, call, receive }: OutboxPorts): Outbox {
  const running = new Set<string>();
  let wakeUp = Promise.withResolvers<void>();
  let lastAt = 0;
  storeOutbox(store, storage);

  function setEntry(clientId: string, change: Partial<OutboxEntry>): void {
    store.setState(({ outbox }) => ({ outbox: outbox.map((entry) => (entry.clientId === clientId ? { ...entry, ...change } : entry)) }));
  }

  function remove(clientId: string): void {
    store.setState(({ outbox }) => ({ outbox: outbox.filter((entry) => entry.clientId !== clientId) }));
  }

  /** Those who wait for a better moment need not wait longer. */
  function flush(): void {
    wakeUp.resolve();
    wakeUp = Promise.withResolvers();
    for (const entry of store.getState().outbox) void run(entry.conversationId);
  }

  async function run(conversationId: string): Promise<void> {
    if (running.has(conversationId)) return;
    running.add(conversationId);
    for (let tries = 0; store.getState().connection === "online"; ) {
      const entry = store.getState().outbox.find((each) => each.conversationId === conversationId && each.status === "sending" && !each.sent);
      if (!entry) break;
      const delayMs = await attempt(entry, tries);
      tries = delayMs === 0 ? 0 : tries + 1;
      if (delayMs > 0) await sleep(delayMs);
    }
    running.delete(conversationId);
  }

  async function sleep(ms: number): Promise<void> {
    const slept = Promise.withResolvers<void>();
    const timer = setTimeout(slept.resolve, ms);
    await Promise.race([slept.promise, wakeUp.promise]);
    clearTimeout(timer);
  }

  /** Tells how long to wait before the next attempt; 0 when this entry is settled. */
  async function attempt(entry: OutboxEntry, tries: number): Promise<number> {
    const { clientId, conversationId, text, replyTo, mentions } = entry;
    try {
      const { message } = await call("messages.send", { conversationId, clientId, text, mentions, ...(replyTo === null ? {} : { replyTo }) });
      settle(entry, message);
      return 0;
    } catch (error) {
      const reason = error instanceof ParleyError ? error : fail("internal", { detail: String(error) });
      if (isTemporary(reason) && (reason.code !== "internal" || tries + 1 < internalTries)) {
        return Math.max(Number(reason.details.retryAfterMs ?? 0), backoffMs(tries));
      }
      setEntry(clientId, { status: "failed", error: reason.toBody() });
      return 0;
    }
  }

  /** The answer may come before or after the event; whichever is first puts the message into the history. */
  function settle({ clientId, conversationId }: OutboxEntry, message: Message): void {
    setEntry(clientId, { sent: message, status: "sending", error: null });
    receive({ name: "message.created", payload: { conversationId, rev: message.rev, message } });
    const held = store.getState().conversations[conversationId];
    if (!held || held.rev >= message.rev) remove(clientId);
  }

  return {
    async restore() {
      const { me } = store.getState();
      const kept = await storage.load();
      const own = kept.filter((entry) => entry.userId === me?.id && entry.sent === null);
      store.setState(({ outbox }) => {
        const left = own.filter((entry) => !outbox.some((each) => each.clientId === entry.clientId));
        return { outbox: [...left.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)), ...outbox] };
      });
    },
    send({ conversationId, text, replyTo, mentions }) {
      const { me } = store.getState();
      if (!me) throw fail("unauthenticated", { detail: "Connect first." });
      // Never the same twice: after a reload the order is that of these.
      lastAt = Math.max(Date.now(), lastAt + 1);
      const entry: OutboxEntry = {
        clientId: crypto.randomUUID(),
        conversationId,
        userId: me.id,
        text,
        replyTo: replyTo ?? null,
        mentions: mentions ?? [],
        createdAt: new Date(lastAt).toISOString(),
        status: "sending",
        error: null,
        sent: null,
      };
      store.setState(({ outbox }) => ({ outbox: [...outbox, entry] }));
      void run(conversationId);
      return entry;
    },
    retry(clientId) {
      setEntry(clientId, { status: "sending", error: null });
      for (const entry of store.getState().outbox) if (entry.clientId === clientId) void run(entry.conversationId);
    },
    discard: remove,
    flush,
  };
}
