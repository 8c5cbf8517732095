import { useSyncExternalStore } from "react";
import { createFollowers } from "../kit/createFollowers.ts";

const prefix = "parley.draft:";
const followers = createFollowers({ otherTabs: true });

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
  followers.tell();
}

/** On signing out: what one wrote is not for the next person at this screen. */
export function forgetDrafts(userId: string): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(keyOf(userId, ""))) localStorage.removeItem(key);
}

export function useDraft(userId: string, conversationId: string): string {
  return useSyncExternalStore(followers.subscribe, () => readDraft(userId, conversationId));
}
