import { limits } from "@parley/protocol";
import type pg from "pg";
import { fromDatabaseError } from "../../db/constraints.ts";
import type { Publisher } from "../../events/publish.ts";
import { toMembership } from "../conversations/index.ts";
import { MARK, type MarkRow } from "./receipts.sql.ts";

export type Mark = { conversationId: string; userId: string; readSeq: number; deliveredSeq: number };
export type Marks = { readSeq: number; deliveredSeq: number };

type Pending = Mark & { resolvers: { resolve: (marks: Marks | null) => void; reject: (error: unknown) => void }[] };

/** Long enough to fold a burst of marks into one row, short enough to look immediate. */
const flushEveryMs = 100;
const maxBatch = 1000;

/**
 * Marks wait in memory, the highest per member, and are written together.
 * The answer comes after the write. Null: not a member.
 */
export class ReceiptQueue {
  readonly #pool: pg.Pool;
  readonly #publisher: Publisher;
  #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;

  constructor(pool: pg.Pool, publisher: Publisher) {
    this.#pool = pool;
    this.#publisher = publisher;
  }

  append(mark: Mark): Promise<Marks | null> {
    return new Promise((resolve, reject) => this.#add({ ...mark, resolvers: [{ resolve, reject }] }));
  }

  async drain(): Promise<void> {
    while (this.#pending.size > 0 || this.#flushing !== null) await this.#flush();
  }

  #add(mark: Pending): void {
    const key = `${mark.conversationId}\n${mark.userId}`;
    const waiting = this.#pending.get(key);
    if (waiting === undefined) this.#pending.set(key, mark);
    else {
      waiting.readSeq = Math.max(waiting.readSeq, mark.readSeq);
      waiting.deliveredSeq = Math.max(waiting.deliveredSeq, mark.deliveredSeq);
      waiting.resolvers.push(...mark.resolvers);
    }
    this.#timer ??= setTimeout(() => void this.#flush(), flushEveryMs);
  }

  /** One flush at a time: two could wait for each other's rows. */
  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null;
      if (this.#pending.size > 0) this.#timer ??= setTimeout(() => void this.#flush(), flushEveryMs);
    });
    await this.#flushing;
  }

  async #write(): Promise<void> {
    const batch = new Map([...this.#pending].slice(0, maxBatch));
    if (batch.size === 0) return;
    for (const key of batch.keys()) this.#pending.delete(key);
    const marks = [...batch.values()];
    try {
      const values = [
        marks.map((mark) => mark.conversationId),
        marks.map((mark) => mark.userId),
        marks.map((mark) => mark.readSeq),
        marks.map((mark) => mark.deliveredSeq),
      ];
      const { rows } = await this.#pool.query<MarkRow>({ ...MARK, values });
      for (const row of rows) this.#settle(row, batch.get(`${row.conversation_id}\n${row.user_id}`));
    } catch (error) {
      for (const mark of marks) for (const { reject } of mark.resolvers) reject(fromDatabaseError(error));
    }
  }

  #settle(row: MarkRow, mark: Pending | undefined): void {
    if (mark === undefined) return;
    if (row.status === "busy") {
      this.#add(mark);
      return;
    }
    if (row.status === "moved") this.#publish(row);
    const marks = row.status === "absent" ? null : { readSeq: row.read_seq, deliveredSeq: row.delivered_seq };
    for (const { resolve } of mark.resolvers) resolve(marks);
  }

  /** The member's own devices learn their position; the others see the marks, unless the group is so large that it would drown in them. */
  #publish(row: MarkRow): void {
    const conversationId = row.conversation_id;
    const hasRead = row.read_seq > row.read_before;
    if (hasRead) {
      this.#publisher.publish({
        name: "membership.updated",
        payload: { conversationId, membership: toMembership(row, row.last_seq) },
        to: { kind: "user", userId: row.user_id },
      });
    }
    if (row.member_count > limits.receiptMembers) return;
    const payload = { conversationId, userId: row.user_id, readSeq: row.read_seq, deliveredSeq: row.delivered_seq, ...(hasRead && { readAt: row.marked_at }) };
    this.#publisher.publish({ name: "receipt.updated", payload, to: { kind: "members", conversationId, memberRev: row.member_rev } });
  }
}
