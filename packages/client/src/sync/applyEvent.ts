import { type Conversation, limits, type Member } from "@parley/protocol";
import type { MessageWindow, OutboxEntry, ParleyState } from "../state.ts";
import { without } from "../state.ts";
import { placeMessage } from "../windows/window.ts";
import { type ConversationEvent, revOf } from "./conversationEvent.ts";
import { forwardMember, mergeMarks, mergeMembership, withUnread } from "./mergeConversation.ts";
import { dropConversation, putConversation } from "./putConversation.ts";

/** The state after the next event of a held conversation. The order is the caller's affair (`inbox.ts`). */
export function applyEvent(state: ParleyState, event: ConversationEvent, meId: string): ParleyState {
  const { conversationId } = event.payload;
  const held = state.conversations[conversationId];
  if (!held) return state;
  if (event.name === "member.removed" && event.payload.userId === meId) return dropConversation(state, conversationId);
  const rev = revOf(event);
  const changed = changeConversation(held, event, meId);
  const next = putConversation(state, rev === undefined ? changed : { ...changed, rev });
  const window = next.windows[conversationId];
  const members = next.members[conversationId];
  const heard = event.name === "message.created" ? stopTyping(next, conversationId, event.payload.message.sender.id) : next;
  return {
    ...heard,
    windows: window ? put(next.windows, conversationId, changeWindow(window, event)) : next.windows,
    members: members ? put(next.members, conversationId, changeMembers(members, event)) : next.members,
    outbox: settleOutbox(next, conversationId, event, meId),
  };
}

function changeConversation(held: Conversation, event: ConversationEvent, meId: string): Conversation {
  switch (event.name) {
    case "message.created": {
      const { message } = event.payload;
      if (message.seq <= held.lastSeq) return changeLastMessage(held, event);
      const sent = withUnread({ ...held, lastSeq: message.seq, lastMessage: message, activityAt: message.createdAt });
      return mergeMarks(sent, message.sender.id, { readSeq: message.seq, deliveredSeq: message.seq }, meId);
    }
    case "message.edited":
    case "message.deleted":
    case "message.reacted":
    case "message.pinned":
    case "message.previewed":
      return changeLastMessage(held, event);
    case "conversation.created":
    case "conversation.updated": {
      // lastSeq and activityAt move with the message events alone: the snapshot may be ahead of them.
      const { title, imageUrl, context, history, memberCount, members } = event.payload.conversation;
      const changed = { ...held, title, imageUrl, context, history, memberCount, members };
      return held.members.reduce((conversation, member) => mergeMarks(conversation, member.user.id, member, meId), changed);
    }
    case "member.added": {
      const members = changeMembers(held.members, event).slice(0, limits.membersInSummary);
      return { ...held, memberCount: event.payload.memberCount, members };
    }
    case "member.removed":
      return { ...held, memberCount: event.payload.memberCount, members: changeMembers(held.members, event) };
    case "member.updated": {
      const { member } = event.payload;
      const me = member.user.id === meId ? { ...held.me, role: member.role } : held.me;
      return { ...held, me, members: changeMembers(held.members, event) };
    }
    case "membership.updated":
      return withUnread({ ...held, me: mergeMembership(held.me, event.payload.membership) });
    case "receipt.updated":
      return mergeMarks(held, event.payload.userId, event.payload, meId);
  }
}

function changeLastMessage(held: Conversation, event: Extract<ConversationEvent, { payload: { message: unknown } }>): Conversation {
  const { message } = event.payload;
  const { lastMessage } = held;
  return lastMessage?.id === message.id && lastMessage.rev <= message.rev ? { ...held, lastMessage: message } : held;
}

function changeWindow(window: MessageWindow, event: ConversationEvent): MessageWindow {
  return "message" in event.payload ? placeMessage(window, event.payload.message) : window;
}

function changeMembers(members: Member[], event: ConversationEvent): Member[] {
  switch (event.name) {
    case "message.created": {
      const { sender, seq } = event.payload.message;
      return forwardMember(members, sender.id, { readSeq: seq, deliveredSeq: seq });
    }
    case "member.added": {
      const added = event.payload.members;
      return [...members.filter((member) => !added.some((other) => other.user.id === member.user.id)), ...added];
    }
    case "member.removed": {
      const { userId } = event.payload;
      return members.filter((member) => member.user.id !== userId);
    }
    case "member.updated": {
      const { member: changed } = event.payload;
      return members.map((member) => (member.user.id === changed.user.id ? changed : member));
    }
    case "receipt.updated":
      return forwardMember(members, event.payload.userId, event.payload);
    default:
      return members;
  }
}

/** What the history has reached is no longer on its way. */
function settleOutbox(state: ParleyState, conversationId: string, event: ConversationEvent, meId: string): OutboxEntry[] {
  const rev = state.conversations[conversationId]?.rev ?? 0;
  const own = event.name === "message.created" && event.payload.message.sender.id === meId ? event.payload.message.clientId : null;
  const pending = state.outbox.filter((entry) => entry.conversationId !== conversationId || (entry.clientId !== own && (entry.sent?.rev ?? rev + 1) > rev));
  return pending.length === state.outbox.length ? state.outbox : pending;
}

function stopTyping(state: ParleyState, conversationId: string, userId: string): ParleyState {
  const typists = state.typing[conversationId];
  if (!typists?.some((user) => user.id === userId)) return state;
  const rest = typists.filter((user) => user.id !== userId);
  return { ...state, typing: rest.length > 0 ? { ...state.typing, [conversationId]: rest } : without(state.typing, conversationId) };
}

function put<Value>(record: Record<string, Value>, key: string, value: Value): Record<string, Value> {
  return record[key] === value ? record : { ...record, [key]: value };
}
