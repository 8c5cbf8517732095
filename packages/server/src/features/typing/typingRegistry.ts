import { limits, type User } from "@parley/protocol";
import { LRUCache } from "lru-cache";
import type { Publisher } from "../../events/publish.ts";

type Typist = { user: User; memberRev: number; timer: NodeJS.Timeout };

/** Typists by conversation. Each falls out by itself after limits.typingMs; nobody can be stuck typing. */
export class TypingRegistry {
  readonly #publisher: Publisher;
  readonly #conversations = new Map<string, Map<string, Typist>>();
  /** memberRev of removals: a start that was judged before one may come after it. */
  readonly #removals = new LRUCache<string, number>({ max: 10_000, ttl: limits.typingMs });

  constructor(publisher: Publisher) {
    this.#publisher = publisher;
    publisher.on("message.created", ({ message }) => {
      const typist = this.#forget(message.conversationId, message.sender.id);
      if (typist !== undefined) this.#publish(message.conversationId, typist, { typing: false, implied: true });
    });
    publisher.on("member.removed", ({ conversationId, userId }, to) => {
      this.#forget(conversationId, userId);
      if (to.kind === "members") this.#removals.set(`${conversationId}\n${userId}`, to.memberRev);
    });
  }

  start(conversationId: string, user: User, memberRev: number): void {
    if (memberRev < (this.#removals.get(`${conversationId}\n${user.id}`) ?? 0)) return;
    const typists = this.#conversations.get(conversationId) ?? new Map<string, Typist>();
    const known = typists.get(user.id);
    if (known !== undefined) clearTimeout(known.timer);
    const timer = setTimeout(() => this.stop(conversationId, user.id), limits.typingMs).unref();
    typists.set(user.id, { user, memberRev, timer });
    this.#conversations.set(conversationId, typists);
    // Repeated while typing, so that who opens the conversation now sees it too.
    this.#publish(conversationId, { user, memberRev }, { typing: true });
  }

  stop(conversationId: string, userId: string): void {
    const typist = this.#forget(conversationId, userId);
    if (typist !== undefined) this.#publish(conversationId, typist, { typing: false });
  }

  list(conversationId: string): User[] {
    return [...(this.#conversations.get(conversationId)?.values() ?? [])].map((typist) => typist.user);
  }

  close(): void {
    for (const typists of this.#conversations.values()) for (const { timer } of typists.values()) clearTimeout(timer);
  }

  /** Without telling whoever understands that the message or the removal says it. */
  #forget(conversationId: string, userId: string): Typist | undefined {
    const typists = this.#conversations.get(conversationId);
    const typist = typists?.get(userId);
    if (typists === undefined || typist === undefined) return undefined;
    clearTimeout(typist.timer);
    typists.delete(userId);
    if (typists.size === 0) this.#conversations.delete(conversationId);
    return typist;
  }

  #publish(conversationId: string, { user, memberRev }: Omit<Typist, "timer">, { typing, implied }: { typing: boolean; implied?: true }): void {
    this.#publisher.publish({
      ...(implied && { implied }),
      name: "typing.changed",
      payload: { conversationId, user, typing },
      to: { kind: "members", conversationId, memberRev, except: user.id },
    });
  }
}
