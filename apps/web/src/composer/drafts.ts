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

/** On signing out: what one wrote is not for the next person at this screen. */
export function forgetDrafts(userId: string): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(keyOf(userId, ""))) localStorage.removeItem(key);
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
