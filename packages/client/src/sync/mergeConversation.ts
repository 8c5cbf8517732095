import type { Conversation, Member, Membership } from "@parley/protocol";

export type Marks = { readSeq: number; deliveredSeq: number };

/** What is held, brought up to an answer of the server that may be older or newer. */
export function mergeConversation(held: Conversation | undefined, incoming: Conversation): Conversation {
  if (!held) return withUnread(incoming);
  const newer = incoming.rev >= held.rev ? incoming : held;
  const other = newer === incoming ? held : incoming;
  const members = newer.members.map((member) => {
    const marks = other.members.find((candidate) => candidate.user.id === member.user.id);
    return marks ? forward(member, marks) : member;
  });
  return withUnread({ ...newer, members, me: mergeMembership(held.me, incoming.me) });
}

/** The membership with the higher version; marks never move back. */
export function mergeMembership(held: Membership, incoming: Membership): Membership {
  const newer = incoming.version >= held.version ? incoming : held;
  return forward(newer, newer === incoming ? held : incoming);
}

/** Somebody has received or read up to here. */
export function mergeMarks(conversation: Conversation, userId: string, marks: Marks, meId: string): Conversation {
  const members = forwardMember(conversation.members, userId, marks);
  const me = userId === meId ? forward(conversation.me, marks) : conversation.me;
  if (members === conversation.members && me === conversation.me) return conversation;
  return withUnread({ ...conversation, members, me });
}

export function forwardMember(members: Member[], userId: string, marks: Marks): Member[] {
  const index = members.findIndex((member) => member.user.id === userId);
  const member = members[index];
  if (!member) return members;
  const moved = forward(member, marks);
  return moved === member ? members : members.with(index, moved);
}

/** `unread` is always what follows from the marks. */
export function withUnread(conversation: Conversation): Conversation {
  const unread = Math.max(0, conversation.lastSeq - conversation.me.readSeq);
  return unread === conversation.me.unread ? conversation : { ...conversation, me: { ...conversation.me, unread } };
}

function forward<Held extends Marks>(held: Held, marks: Marks): Held {
  if (marks.readSeq <= held.readSeq && marks.deliveredSeq <= held.deliveredSeq) return held;
  const readSeq = Math.max(held.readSeq, marks.readSeq);
  return { ...held, readSeq, deliveredSeq: Math.max(held.deliveredSeq, marks.deliveredSeq, readSeq) };
}
