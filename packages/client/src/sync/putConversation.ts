import type { Conversation } from "@parley/protocol";
import { type ListState, type ParleyState, type UnreadTotals, without } from "../state.ts";
import { placeInList } from "./placeInList.ts";

/** Sets a conversation; lists and totals follow. Every change of a conversation goes through here. */
export function putConversation(state: ParleyState, conversation: Conversation): ParleyState {
  const held = state.conversations[conversation.id];
  if (held === conversation) return state;
  const conversations = { ...state.conversations, [conversation.id]: conversation };
  const lists = placeInLists(state.lists, conversations, conversation.id);
  return withTotals({ ...state, conversations, lists }, held, conversation);
}

/** The conversation and everything of it leaves the store. */
export function dropConversation(state: ParleyState, conversationId: string): ParleyState {
  const held = state.conversations[conversationId];
  const conversations = without(state.conversations, conversationId);
  const dropped = {
    ...state,
    conversations,
    lists: placeInLists(state.lists, conversations, conversationId),
    windows: without(state.windows, conversationId),
    members: without(state.members, conversationId),
    typing: without(state.typing, conversationId),
    outbox: state.outbox.some((entry) => entry.conversationId === conversationId)
      ? state.outbox.filter((entry) => entry.conversationId !== conversationId)
      : state.outbox,
  };
  return withTotals(dropped, held, undefined);
}

/** Every active conversation is held, so the totals follow from them and need not be asked for. */
export function holdsAll(state: ParleyState): boolean {
  return state.lists.active.loaded && state.lists.active.nextCursor === null;
}

/** Counted from what is held; right when `holdsAll`. */
export function countUnread(state: ParleyState): UnreadTotals {
  const totals = { conversations: 0, messages: 0 };
  for (const conversation of Object.values(state.conversations)) {
    const unread = unreadOf(conversation);
    totals.messages += unread;
    if (unread > 0) totals.conversations += 1;
  }
  return totals;
}

function placeInLists(lists: Record<string, ListState>, conversations: Record<string, Conversation>, id: string): ParleyState["lists"] {
  const { active, archived } = lists as ParleyState["lists"];
  return { active: placeInList(active, "active", conversations, id), archived: placeInList(archived, "archived", conversations, id) };
}

function withTotals(state: ParleyState, before: Conversation | undefined, after: Conversation | undefined): ParleyState {
  const [was, is] = [unreadOf(before), unreadOf(after)];
  const counted = holdsAll(state) ? countUnread(state) : undefined;
  // One that was not held before is in the server's total already.
  const unread = counted ?? (before ? move(state.unread, is - was, Number(is > 0) - Number(was > 0)) : state.unread);
  const same = unread.messages === state.unread.messages && unread.conversations === state.unread.conversations;
  return same ? state : { ...state, unread };
}

function move(totals: UnreadTotals, messages: number, conversations: number): UnreadTotals {
  return { messages: Math.max(0, totals.messages + messages), conversations: Math.max(0, totals.conversations + conversations) };
}

function unreadOf(conversation: Conversation | undefined): number {
  return !conversation || conversation.me.archived ? 0 : conversation.me.unread;
}
