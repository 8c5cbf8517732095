/**
 * What simulated devices saw, for `check` to judge afterwards.
 *
 * An attempt is one request of one device, written down before it leaves and
 * again when it is answered. `at` counts everything that is written down, so
 * that "was answered before the other was asked" is a comparison of numbers.
 *
 *   ok    the server said yes
 *   fail  it certainly did not happen: refused with a code, or never sent
 *   info  nobody knows: no answer in time, a cut line, `internal`, `unavailable`
 */
import type { Message, ParleyEvent } from "@parley/protocol";

export type Outcome = "ok" | "fail" | "info";

export type Kind = "send" | "edit" | "delete" | "react" | "read" | "rename" | "addMember" | "removeMember" | "leave" | "direct";

export type Asked = {
  kind: Kind;
  /** Empty for `direct`. */
  conversationId: string;
  /** Of a send: the same in every retry. */
  clientId?: string;
  text?: string;
  /** A clientId that was taken for another text before. */
  reused?: boolean;
  /** Sends of one lane are numbered in the order in which they were asked. */
  lane?: string;
  /** Of the message that is edited, deleted or reacted to; of a mark. */
  seq?: number;
  expectedVersion?: number;
  /** Who is added or removed, or the other one of a pair. */
  otherId?: string;
};

export type Answer = { message?: Message; readSeq?: number; conversationId?: string };

export type Attempt = Asked &
  Answer & {
    device: string;
    user: string;
    invokedAt: number;
    /** Infinity: it was never answered. */
    endedAt: number;
    outcome: Outcome;
    /** Why not. */
    code?: string;
  };

export type Heard = { at: number; device: string; user: string; event: ParleyEvent };

export class History {
  readonly attempts: Attempt[] = [];
  readonly heard: Heard[] = [];
  #at = 0;

  invoke(device: { id: string; user: string }, asked: Asked): Attempt {
    this.#at += 1;
    const attempt: Attempt = { ...asked, device: device.id, user: device.user, invokedAt: this.#at, endedAt: Number.POSITIVE_INFINITY, outcome: "info" };
    this.attempts.push(attempt);
    return attempt;
  }

  end(attempt: Attempt, outcome: Outcome, result: Answer & { code?: string } = {}): void {
    this.#at += 1;
    Object.assign(attempt, result, { outcome, endedAt: this.#at });
  }

  hear(device: { id: string; user: string }, event: ParleyEvent): void {
    this.#at += 1;
    this.heard.push({ at: this.#at, device: device.id, user: device.user, event });
  }
}
