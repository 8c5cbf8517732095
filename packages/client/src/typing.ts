import { limits, type Payload } from "@parley/protocol";
import type { Call } from "./calls/call.ts";
import { type ParleyStore, without } from "./state.ts";

/** The server forgets a typist after `limits.typingMs`; repeating at this pace keeps it. */
const repeatMs = 3000;
const stopAfterMs = 5000;

export type Typing = {
  /** The user typed something just now. */
  typed(conversationId: string): void;
  /** The user sent what they typed, or went away. */
  stop(conversationId: string): void;
  /** Somebody else began or stopped. */
  changed(change: Payload<"typing.changed">): void;
  /** Forgets all; nothing is sent. */
  clear(): void;
};

export function createTyping(store: ParleyStore, call: Call): Typing {
  const own = new Map<string, { startedAt: number; timer: ReturnType<typeof setTimeout> }>();
  const others = new Map<string, ReturnType<typeof setTimeout>>();

  /** A hint: lost when it cannot be sent now. */
  function tell(operation: "typing.start" | "typing.stop", conversationId: string): void {
    if (store.getState().connection === "online") call(operation, { conversationId }).catch(() => {});
  }

  function stop(conversationId: string): void {
    const typing = own.get(conversationId);
    if (!typing) return;
    clearTimeout(typing.timer);
    own.delete(conversationId);
    tell("typing.stop", conversationId);
  }

  function changed({ conversationId, user, typing }: Payload<"typing.changed">): void {
    const key = `${conversationId} ${user.id}`;
    clearTimeout(others.get(key));
    others.delete(key);
    if (typing)
      others.set(
        key,
        setTimeout(() => changed({ conversationId, user, typing: false }), limits.typingMs),
      );
    store.setState((state) => {
      const rest = (state.typing[conversationId] ?? []).filter((other) => other.id !== user.id);
      const users = typing ? [...rest, user] : rest;
      return { typing: users.length > 0 ? { ...state.typing, [conversationId]: users } : without(state.typing, conversationId) };
    });
  }

  return {
    typed(conversationId) {
      const typing = own.get(conversationId);
      clearTimeout(typing?.timer);
      const isDue = !typing || performance.now() - typing.startedAt >= repeatMs;
      own.set(conversationId, {
        startedAt: isDue ? performance.now() : typing.startedAt,
        timer: setTimeout(() => stop(conversationId), stopAfterMs),
      });
      if (isDue) tell("typing.start", conversationId);
    },
    stop,
    changed,
    clear() {
      for (const { timer } of own.values()) clearTimeout(timer);
      for (const timer of others.values()) clearTimeout(timer);
      own.clear();
      others.clear();
      store.setState({ typing: {} });
    },
  };
}
