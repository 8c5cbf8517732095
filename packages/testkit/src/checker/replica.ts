import { type Conversation, type Input, type Member, type Message, type OperationName, type Output, ParleyError } from "@parley/protocol";
import type { HeldConversation, View } from "./evidence.ts";

export type Call = <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Output<Name>>;

type Held = { conversation: Conversation; rev: number; seq: number; messages: Map<number, Message>; members: Map<string, Member> };

/** What a device knows that hears nothing and asks "what came after my cursor?" now and then. A new one starts from zero. */
export class Replica {
  readonly #call: Call;
  readonly #held = new Map<string, Held>();

  constructor(call: Call) {
    this.#call = call;
  }

  async syncAll(limit: number): Promise<void> {
    const ids = new Set(this.#held.keys());
    for (let cursor: string | undefined; ; ) {
      const page = await this.#call("conversations.list", cursor === undefined ? {} : { cursor });
      for (const { id } of page.conversations) ids.add(id);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    for (const id of ids) await this.sync(id, limit);
  }

  /** Brings one conversation up to date in pages of `limit`. If that breaks off, the next goes on from the last page. */
  async sync(conversationId: string, limit: number): Promise<void> {
    try {
      const held = this.#held.get(conversationId) ?? (await this.#start(conversationId));
      while (await this.#applyPage(held, limit));
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== "not_found") throw error;
      this.#held.delete(conversationId);
    }
  }

  /** The position first: what changes while the history is read comes again. */
  async #start(conversationId: string): Promise<Held> {
    const conversation = await this.#call("conversations.get", { conversationId });
    const messages = new Map<number, Message>();
    for (let after = 0, hasNewer = true; hasNewer; ) {
      const page = await this.#call("messages.list", { conversationId, after, limit: 100 });
      for (const message of page.messages) messages.set(message.seq, message);
      after = page.messages.at(-1)?.seq ?? conversation.lastSeq;
      hasNewer = page.hasNewer;
    }
    const { members } = await this.#call("conversations.listMembers", { conversationId });
    const held = { conversation, rev: conversation.rev, seq: conversation.lastSeq, messages, members: new Map(members.map((each) => [each.user.id, each])) };
    this.#held.set(conversationId, held);
    return held;
  }

  async #applyPage(held: Held, limit: number): Promise<boolean> {
    const { id: conversationId, me } = held.conversation;
    const page = await this.#call("messages.changes", { conversationId, sinceRev: held.rev, sinceSeq: held.seq, limit });
    // After leaving and coming back one may read less than before.
    if (page.reset || page.conversation.me.joinedAt !== me.joinedAt) {
      Object.assign(held, await this.#start(conversationId));
      this.#held.set(conversationId, held);
      return true;
    }
    for (const message of page.messages) held.messages.set(message.seq, message);
    for (const member of page.members) {
      if (member.leftAt === null) held.members.set(member.user.id, member);
      else held.members.delete(member.user.id);
    }
    for (const { userId, ...mark } of page.marks) {
      const member = held.members.get(userId);
      if (member !== undefined) held.members.set(userId, { ...member, ...mark });
    }
    Object.assign(held, { conversation: page.conversation, rev: page.rev, seq: page.seq });
    return page.more;
  }

  async view(device: { id: string; user: string }, fresh: boolean): Promise<View> {
    const conversations: Record<string, HeldConversation> = {};
    for (const [id, { conversation, messages, members }] of this.#held)
      conversations[id] = {
        conversation,
        messages: [...messages.values()].sort((one, other) => one.seq - other.seq),
        complete: true,
        members: [...members.values()],
      };
    return { device: device.id, user: device.user, fresh, fromCursor: !fresh, conversations, unread: await this.#call("receipts.unread", {}) };
  }
}
