import type { Evidence, StoredConversation, StoredMessage } from "./evidence.ts";
import type { Attempt } from "./history.ts";
import { type Memberships, membershipsOf } from "./memberships.ts";

/** All attempts at one message: they share conversation, sender and clientId. */
export type Sending = { conversationId: string; user: string; clientId: string; attempts: Attempt[]; stored: StoredMessage[] };

/** The evidence, put in order once for all rules. */
export type Case = Evidence & {
  conversations: Map<string, StoredConversation>;
  memberships: Map<string, Memberships>;
  sendings: Sending[];
};

export function openCase(evidence: Evidence): Case {
  return {
    ...evidence,
    conversations: new Map(evidence.truth.map((stored) => [stored.id, stored])),
    memberships: new Map(evidence.truth.map((stored) => [stored.id, membershipsOf(stored)])),
    sendings: sendingsOf(evidence),
  };
}

function sendingsOf({ attempts, truth }: Evidence): Sending[] {
  const sendings = new Map<string, Sending>();
  for (const attempt of attempts) {
    const { kind, conversationId, user, clientId } = attempt;
    if (kind !== "send" || clientId === undefined) continue;
    const key = `${conversationId}\n${user}\n${clientId}`;
    const sending = sendings.get(key) ?? { conversationId, user, clientId, attempts: [], stored: [] };
    sending.attempts.push(attempt);
    sendings.set(key, sending);
  }
  for (const { id, messages } of truth) {
    for (const message of messages) sendings.get(`${id}\n${message.senderId}\n${message.clientId}`)?.stored.push(message);
  }
  return [...sendings.values()];
}

export function tell({ device, kind, conversationId, clientId, seq, otherId, text, invokedAt }: Attempt): string {
  const about = [clientId, seq !== undefined && `message ${seq}`, otherId, text !== undefined && JSON.stringify(text)].filter(Boolean).join(" ");
  return `${device}: ${kind} ${about} in ${conversationId} (asked at ${invokedAt})`;
}
