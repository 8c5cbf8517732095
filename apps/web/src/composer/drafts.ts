import { useSyncExternalStore } from "react";

const prefix = "parley.draft:";
const listeners = new Set<() => void>();

function keyOf(userId: string, conversationId: string): string {
  return `${prefix}${userId}:${conversationId}`;
}

/** What somebody began to write in a conversation and has not sent; "" when nothing. Kept across reloads. */
export function readDraft(userId: string, conversationId: string): string {
  return localStorage.getItem(keyOf(userId, conversationId)) ?? "";
}

export function writeDraft(userId: string, conversationId: string, text: string): void {
  if (text.trim() === "") localStorage.removeItem(keyOf(userId, conversationId));
  else localStorage.setItem(keyOf(userId, conversationId), text);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

export function useDraft(userId: string, conversationId: string): string {
  return useSyncExternalStore(subscribe, () => readDraft(userId, conversationId));
}
