import type { Conversation, Member, Message, User } from "@parley/protocol";
import type { ParleyState } from "../state.ts";

/** Somebody has a new name or picture: it shows wherever they do. */
export function renameUser(state: ParleyState, user: User): ParleyState {
  const renameMember = (member: Member) => (isOutdated(member.user, user) ? { ...member, user } : member);
  const renameMessage = (message: Message) => (isOutdated(message.sender, user) ? { ...message, sender: user } : message);
  const renameConversation = (conversation: Conversation) => {
    const members = mapSame(conversation.members, renameMember);
    const lastMessage = conversation.lastMessage && renameMessage(conversation.lastMessage);
    return members === conversation.members && lastMessage === conversation.lastMessage ? conversation : { ...conversation, members, lastMessage };
  };
  return {
    ...state,
    me: state.me && state.me.id === user.id ? { ...state.me, ...user } : state.me,
    conversations: mapValues(state.conversations, renameConversation),
    members: mapValues(state.members, (members) => mapSame(members, renameMember)),
    windows: mapValues(state.windows, (window) => {
      const messages = mapSame(window.messages, renameMessage);
      const quoted = mapValues(window.quoted, renameMessage);
      return messages === window.messages && quoted === window.quoted ? window : { ...window, messages, quoted };
    }),
  };
}

function isOutdated(held: User, user: User): boolean {
  return held.id === user.id && (held.name !== user.name || held.imageUrl !== user.imageUrl);
}

/** The same array when nothing in it changed. */
function mapSame<Value>(values: Value[], change: (value: Value) => Value): Value[] {
  const changed = values.map(change);
  return changed.some((value, index) => value !== values[index]) ? changed : values;
}

function mapValues<Value>(record: Record<string, Value>, change: (value: Value) => Value): Record<string, Value> {
  const changed = Object.entries(record).map(([key, value]) => [key, change(value)] as const);
  return changed.some(([key, value]) => value !== record[key]) ? Object.fromEntries(changed) : record;
}
