import type { Call } from "./calls/call.ts";
import { isTemporary } from "./isTemporary.ts";
import type { ParleyStore } from "./state.ts";
import { mergeMarks } from "./sync/mergeConversation.ts";
import { putConversation } from "./sync/putConversation.ts";

/** Many marks in a row are one request. */
const readDelayMs = 150;
const deliveredDelayMs = 300;
/** After a mark that the server could not take now. */
const retryDelayMs = 2000;

export type Marks = {
  /** Read up to here: at once in the store, soon on the server. */
  read(conversationId: string, seq: number): void;
  /** Sends what could not be sent while offline. */
  flush(): void;
};

/**
 * Read and delivered marks. They only move forward, so the latest of each conversation stands for all before it.
 * Delivered ones go out by themselves for whatever has reached the store.
 */
export function createMarks(store: ParleyStore, call: Call): Marks {
  function advance(conversationId: string, marks: { readSeq: number; deliveredSeq: number }): void {
    store.setState((state) => {
      const conversation = state.conversations[conversationId];
      return conversation && state.me ? putConversation(state, mergeMarks(conversation, state.me.id, marks, state.me.id)) : state;
    });
  }

  const isOnline = () => store.getState().connection === "online";
  const reads = createQueue(readDelayMs, isOnline, async (conversationId, seq) =>
    advance(conversationId, await call("receipts.read", { conversationId, seq })),
  );
  const deliveries = createQueue(deliveredDelayMs, isOnline, async (conversationId, seq) => {
    advance(conversationId, await call("receipts.delivered", { conversationId, seq }));
  });

  store.subscribe(({ conversations }, { conversations: before }) => {
    if (conversations === before) return;
    for (const [id, conversation] of Object.entries(conversations)) {
      if (conversation !== before[id] && conversation.lastSeq > conversation.me.deliveredSeq) deliveries.add(id, conversation.lastSeq);
    }
  });

  return {
    read(conversationId, seq) {
      const conversation = store.getState().conversations[conversationId];
      const readSeq = Math.min(seq, conversation?.lastSeq ?? 0);
      if (!conversation || readSeq <= conversation.me.readSeq) return;
      advance(conversationId, { readSeq, deliveredSeq: readSeq });
      reads.add(conversationId, readSeq);
    },
    flush() {
      reads.flush();
      deliveries.flush();
    },
  };
}

type Queue = { add(conversationId: string, seq: number): void; flush(): void };

function createQueue(delayMs: number, isOnline: () => boolean, send: (conversationId: string, seq: number) => Promise<void>): Queue {
  const due = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function sendAll(): Promise<void> {
    let failed = false;
    for (const conversationId of [...due.keys()]) {
      if (!isOnline()) break;
      // As it is now: it may have moved on while those before it were on their way.
      const seq = due.get(conversationId) ?? 0;
      due.delete(conversationId);
      await send(conversationId, seq).catch((error: unknown) => {
        // What is refused is dropped: the conversation is gone, or the next mark says it again.
        if (!isTemporary(error)) return;
        due.set(conversationId, Math.max(seq, due.get(conversationId) ?? 0));
        failed = true;
      });
    }
    timer = undefined;
    if (isOnline()) schedule(failed ? retryDelayMs : delayMs);
  }

  function schedule(ms: number): void {
    if (due.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => void sendAll(), ms);
  }

  return {
    add(conversationId, seq) {
      due.set(conversationId, Math.max(seq, due.get(conversationId) ?? 0));
      schedule(delayMs);
    },
    flush: () => schedule(delayMs),
  };
}
