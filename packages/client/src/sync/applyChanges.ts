import type { Member, Message, Output } from "@parley/protocol";
import type { ParleyState } from "../state.ts";
import { placeMessage } from "../windows/window.ts";
import { forwardMember, mergeConversation, mergeMarks, withUnread } from "./mergeConversation.ts";
import { putConversation } from "./putConversation.ts";

/** All pages of one `messages.changes`, together. */
export type Changes = Pick<Output<"messages.changes">, "conversation" | "messages" | "members" | "marks" | "rev" | "seq">;

/** The state after a conversation's difference: as if every missed event had come. */
export function applyChanges(state: ParleyState, changes: Changes, meId: string): ParleyState {
  const { id } = changes.conversation;
  const held = state.conversations[id];
  if (!held || held.rev > changes.rev) return state;
  // The answer's conversation may be ahead of its messages: what is complete is `rev` and `seq`.
  const merged = { ...mergeConversation(held, changes.conversation), rev: changes.rev, lastSeq: changes.seq };
  const conversation = changes.marks.reduce((next, marks) => mergeMarks(next, marks.userId, marks, meId), withUnread(merged));
  const next = putConversation(state, conversation);
  const messages = [...changes.messages].sort((a, b) => a.seq - b.seq);
  const window = next.windows[id];
  const members = next.members[id];
  return {
    ...next,
    windows: window ? { ...next.windows, [id]: messages.reduce(placeMessage, window) } : next.windows,
    members: members ? { ...next.members, [id]: changeMembers(members, changes) } : next.members,
    outbox: state.outbox.filter((entry) => entry.conversationId !== id || !isSettled(entry.clientId, entry.sent, messages, changes.rev)),
  };
}

function changeMembers(members: Member[], changes: Changes): Member[] {
  const changed = latest(changes.members);
  const present = [...changed.values()].filter((member) => member.leftAt === null);
  const kept = members.filter((member) => !isGone(member, changed) && !isRejoined(member, changed));
  const replaced = kept.map((member) => changed.get(member.user.id) ?? member);
  const added = present.filter((member) => !kept.some((other) => other.user.id === member.user.id));
  return changes.marks.reduce((next, marks) => forwardMember(next, marks.userId, marks), [...replaced, ...added]);
}

/** Every page tells of everybody who changed after it began: one may be in several, and the last is how and where they stand. */
function latest(members: Member[]): Map<string, Member> {
  const changed = new Map<string, Member>();
  for (const member of members) {
    changed.delete(member.user.id);
    changed.set(member.user.id, member);
  }
  return changed;
}

function isGone(member: Member, changed: Map<string, Member>): boolean {
  return (changed.get(member.user.id)?.leftAt ?? null) !== null;
}

/** Left and came back meanwhile: stands at the end of the list now. */
function isRejoined(member: Member, changed: Map<string, Member>): boolean {
  const now = changed.get(member.user.id);
  return now !== undefined && now.joinedAt !== member.joinedAt;
}

function isSettled(clientId: string, sent: Message | null, messages: Message[], rev: number): boolean {
  return (sent !== null && sent.rev <= rev) || messages.some((message) => message.clientId === clientId);
}
