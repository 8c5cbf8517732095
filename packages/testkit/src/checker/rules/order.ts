import type { Message } from "@parley/protocol";
import type { Case } from "../case.ts";
import type { StoredMessage, Violation } from "../evidence.ts";

/** I4: seq is 1..N without gaps, rev belongs to one change, and every device knows the same message by the same seq. */
export function checkOrder({ truth, conversations, heard, views, attempts }: Case): Violation[] {
  const violations: Violation[] = [];
  for (const { id, lastSeq, rev, messages } of truth) {
    const seqs = messages.map(({ seq }) => seq);
    const gap = seqs.findIndex((seq, index) => seq !== index + 1);
    if (gap >= 0) violations.push({ invariant: "I4", what: `seq ${seqs[gap]} stands where ${gap + 1} should in ${id}` });
    if (lastSeq !== seqs.length) violations.push({ invariant: "I4", what: `${id} says that it has ${lastSeq} messages and has ${seqs.length}` });
    const revs = new Set(messages.map((message) => message.rev));
    if (revs.size !== messages.length) violations.push({ invariant: "I4", what: `two messages of ${id} have the same rev` });
    if (Math.max(0, ...revs) > rev) violations.push({ invariant: "I4", what: `${id} is at rev ${rev} and has a message of rev ${Math.max(...revs)}` });
  }

  const stored = new Map([...conversations].map(([id, { messages }]) => [id, new Map(messages.map((message) => [message.seq, message]))]));
  const told = new Set<string>();
  const compare = (device: string, how: string, message: Message) => {
    const { conversationId, seq } = message;
    const kept = stored.get(conversationId)?.get(seq);
    if (kept !== undefined && isSame(kept, message)) return;
    const what = `${device} ${how} ${message.clientId ?? message.type} of ${message.sender.id} as message ${seq} of ${conversationId}, where ${kept ? `${kept.clientId ?? kept.type} of ${kept.senderId}` : "nothing"} is stored`;
    if (!told.has(what)) violations.push({ invariant: "I4", what });
    told.add(what);
  };
  for (const { device, event } of heard) if ("message" in event.payload) compare(device, "heard", event.payload.message);
  for (const { device, message } of attempts) if (message) compare(device, "was answered", message);
  for (const { device, conversations: held } of views)
    for (const { messages } of Object.values(held)) for (const message of messages) compare(device, "holds", message);
  return violations;
}

function isSame(stored: StoredMessage, message: Message): boolean {
  return stored.clientId === message.clientId && stored.senderId === message.sender.id && stored.createdAt === message.createdAt;
}
