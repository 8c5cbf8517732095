import type { Conversation } from "@parley/protocol";
import type { ListName, ListState } from "../state.ts";

/** Negative when `a` stands above `b`. */
function compareConversations(a: Conversation, b: Conversation): number {
  if (a.me.pinned !== b.me.pinned) return a.me.pinned ? -1 : 1;
  return compareActivity(b, a);
}

/** Negative when `a`'s last activity is earlier. The id decides between equals, as it does on the server. */
export function compareActivity(a: { activityAt: string; id: string }, b: { activityAt: string; id: string }): number {
  if (a.activityAt !== b.activityAt) return a.activityAt < b.activityAt ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Moves one conversation to its place in a list, or out of it. */
export function placeInList(list: ListState, name: ListName, conversations: Record<string, Conversation>, id: string): ListState {
  const conversation = conversations[id];
  const rest = list.ids.filter((other) => other !== id);
  if (!conversation || !belongs(list, name, conversation)) return rest.length === list.ids.length ? list : { ...list, ids: rest };
  const found = rest.findIndex((other) => {
    const neighbour = conversations[other];
    return neighbour !== undefined && compareConversations(conversation, neighbour) < 0;
  });
  const index = found === -1 ? rest.length : found;
  return list.ids[index] === id ? list : { ...list, ids: rest.toSpliced(index, 0, id) };
}

/** All held conversations that the list covers, in order. */
export function rankList(list: ListState, name: ListName, conversations: Record<string, Conversation>): ListState {
  const listed = Object.values(conversations).filter((conversation) => belongs(list, name, conversation));
  return { ...list, ids: listed.sort(compareConversations).map((conversation) => conversation.id) };
}

/** One below the floor is left out: between it and the floor there may be others that are not loaded. */
function belongs(list: ListState, name: ListName, conversation: Conversation): boolean {
  if (!list.loaded || conversation.me.archived !== (name === "archived")) return false;
  if (conversation.me.pinned || list.nextCursor === null) return true;
  return list.floor !== null && compareActivity(conversation, list.floor) >= 0;
}
