import type { Member, Message } from "@parley/protocol";
import type { Case } from "../case.ts";
import type { HeldConversation, StoredConversation, View, Violation } from "../evidence.ts";

/**
 * I7, I8: each device holds what a fresh one of the same user gets, and a fresh
 * one gets what is stored. A device that only asked for what came after its
 * cursor shows whether sync skips something (I8).
 */
export function checkConvergence({ views, truth }: Case): Violation[] {
  const violations: Violation[] = [];
  for (const view of views) {
    const invariant = view.fromCursor ? "I8" : "I7";
    const tell = (what: string) => violations.push({ invariant, what: `${view.device}: ${what}` });
    for (const stored of truth) {
      const member = stored.members.find(({ userId }) => userId === view.user);
      const held = view.conversations[stored.id];
      if (held === undefined && member?.present) tell(`does not hold ${stored.id}`);
      if (held === undefined || member === undefined) continue;
      if (!member.present) tell(`still holds ${stored.id}, whose member ${view.user} is no longer`);
      else for (const difference of differences(held, stored, member.firstSeq)) tell(`${stored.id}: ${difference}`);
    }
    for (const fresh of views)
      if (fresh.fresh && fresh.user === view.user && fresh !== view) for (const difference of differencesBetween(view, fresh)) tell(difference);
  }
  return violations;
}

function differences(held: HeldConversation, stored: StoredConversation, firstSeq: number): string[] {
  const found: string[] = [];
  const { rev, lastSeq } = held.conversation;
  if ((rev !== stored.rev && !isHidden(stored, firstSeq, rev)) || lastSeq !== stored.lastSeq)
    found.push(`is at rev ${rev}, seq ${lastSeq}; stored are ${stored.rev} and ${stored.lastSeq}`);
  // What was heard before one left and came back is no longer the server's to keep right.
  const messages = held.messages.filter(({ seq }) => seq >= firstSeq);
  const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
  const expected = stored.messages.filter(({ seq }) => (held.complete ? seq >= firstSeq : seq >= first && seq <= last));
  if (expected.length !== messages.length) found.push(`holds ${messages.length} messages where ${expected.length} are stored`);
  for (const [index, message] of messages.entries()) {
    const kept = expected[index];
    if (kept === undefined) break;
    if (kept.seq !== message.seq || kept.text !== message.text || kept.version !== message.version || kept.rev !== message.rev) {
      found.push(`has ${message.seq} (version ${message.version}, rev ${message.rev}) where ${kept.seq} (version ${kept.version}, rev ${kept.rev}) is stored`);
      break;
    }
  }
  return found;
}

/** Nobody is told of changes of messages that they may not read; their device is a rev behind until the next change that it may see. */
function isHidden({ messages }: StoredConversation, firstSeq: number, rev: number): boolean {
  const later = messages.filter((message) => message.rev > rev);
  return later.length > 0 && later.every(({ seq }) => seq < firstSeq);
}

function differencesBetween(view: View, fresh: View): string[] {
  const found: string[] = [];
  for (const [id, held] of Object.entries(view.conversations)) {
    const other = fresh.conversations[id];
    if (other === undefined) continue;
    const differ = (what: string, one: unknown, two: unknown) => {
      const [text, expected] = [JSON.stringify(sorted(one)), JSON.stringify(sorted(two))];
      if (text !== expected) found.push(`${id}: ${what} ${text} where a fresh device has ${expected}`);
    };
    // rev was compared with the stored one.
    differ("shows", { ...held.conversation, rev: null }, { ...other.conversation, rev: null });
    // Which messages there are was compared with what is stored; a window holds a part of them.
    const messages = new Map(other.messages.map((message) => [message.seq, message]));
    const wrong = held.messages.find(
      (message) => messages.has(message.seq) && JSON.stringify(sorted(message)) !== JSON.stringify(sorted(messages.get(message.seq))),
    );
    if (wrong !== undefined) differ("has the message", wrong satisfies Message, messages.get(wrong.seq));
    if (held.members !== null && other.members !== null) differ("has the members", byId(held.members), byId(other.members));
  }
  if (view.unread !== null && fresh.unread !== null && JSON.stringify(sorted(view.unread)) !== JSON.stringify(sorted(fresh.unread)))
    found.push(`counts ${JSON.stringify(view.unread)} unread where a fresh device counts ${JSON.stringify(fresh.unread)}`);
  return found;
}

function byId(members: Member[]): Member[] {
  return members.toSorted((one, other) => (one.user.id < other.user.id ? -1 : 1));
}

/** Key order is not knowledge. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
