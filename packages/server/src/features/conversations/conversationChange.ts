import type { EventName, ParleyEvent, Payload, SharedConversation } from "@parley/protocol";
import { type Selectable, sql, type Transaction } from "kysely";
import type { App } from "../../app.ts";
import { queryIn } from "../../db/query.ts";
import type { Database } from "../../db/schema.ts";
import type { Commit } from "../../events/outbox.ts";
import type { Envelope } from "../../events/publish.ts";
import { listSharedConversations } from "./conversations.sql.ts";

export type ConversationRow = Selectable<Database["conversations"]>;

/** What to tell, and the outbox row to clear once it is told. */
export type Publication = { commit: Commit; envelope: Envelope };

/** `conversation` is filled in after the last change, so that it shows the state at the commit. */
type Recorded = { event: ParleyEvent; seq: number | null; also?: string[] };

/**
 * A durable change of one conversation, under its row lock. `rev` counts every
 * recorded event, `seq` every message. Events leave after the commit.
 */
export class ConversationChange {
  readonly tx: Transaction<Database>;
  readonly conversation: ConversationRow;
  readonly #recorded: Recorded[] = [];
  #rev: number;
  #seq: number;
  #memberRev: number;
  #memberCount: number;

  constructor(tx: Transaction<Database>, conversation: ConversationRow) {
    this.tx = tx;
    this.conversation = conversation;
    this.#rev = conversation.last_rev;
    this.#seq = conversation.last_seq;
    this.#memberRev = conversation.member_rev;
    this.#memberCount = conversation.member_count;
  }

  get lastSeq(): number {
    return this.#seq;
  }

  /** The seq of a message that is about to be written. */
  protected takeSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  get memberCount(): number {
    return this.#memberCount;
  }

  /** The rev of the next recorded event, to stamp on the row it is about. */
  get nextRev(): number {
    return this.#rev + 1;
  }

  /** Membership changed by so many; audiences are read anew. */
  countMembers(difference: number): void {
    this.#memberCount += difference;
    this.#memberRev += 1;
  }

  record<Name extends Exclude<EventName, `conversation.${string}`>>(
    name: Name,
    payload: Omit<Payload<Name>, "conversationId" | "rev">,
    about: { seq?: number; also?: string[] } = {},
  ): void {
    this.#rev += 1;
    const event = { name, payload: { ...payload, conversationId: this.conversation.id, rev: this.#rev } } as unknown as ParleyEvent;
    this.#recorded.push({ event, seq: about.seq ?? null, ...(about.also && { also: about.also }) });
  }

  /** Must be the last record: its payload holds the conversation as it will be committed. */
  recordConversation(name: "conversation.created" | "conversation.updated"): void {
    this.#rev += 1;
    const payload = { conversationId: this.conversation.id, rev: this.#rev, conversation: null as unknown as SharedConversation };
    this.#recorded.push({ event: { name, payload }, seq: null });
  }

  /** Writes the counters and the outbox. Returns what to publish after the commit. */
  async finish(): Promise<Publication[]> {
    if (this.#recorded.length === 0) return [];
    const { id } = this.conversation;
    await this.tx
      .updateTable("conversations")
      .set({
        last_rev: this.#rev,
        last_seq: this.#seq,
        member_rev: this.#memberRev,
        member_count: this.#memberCount,
        ...(this.#seq > this.conversation.last_seq && { activity_at: sql<string>`now()` }),
      })
      .where("id", "=", id)
      .execute();
    const rows = this.#recorded.map(({ event, seq }) => ({
      event: event.name,
      conversation_ids: [id],
      revs: [(event.payload as { rev: number }).rev],
      seqs: [seq ?? 0],
    }));
    const outboxIds = await this.tx.insertInto("outbox").values(rows).returning("id").execute();
    for (const { event } of this.#recorded) {
      if (event.name !== "conversation.created" && event.name !== "conversation.updated") continue;
      const [shared] = await listSharedConversations(queryIn(this.tx), [id]);
      if (shared !== undefined) event.payload.conversation = shared;
    }
    return this.#recorded.map(({ event, seq, also }, index) => ({
      commit: { outboxId: outboxIds[index]?.id ?? 0, unpublished: 1 },
      envelope: { ...event, to: { kind: "members", conversationId: id, memberRev: this.#memberRev, ...(seq !== null && { seq }), ...(also && { also }) } },
    }));
  }
}

/**
 * Locks the conversation, lets `work` change it for the server itself, which
 * is nobody's member, commits, then publishes. undefined: there is none such.
 */
export async function changeAsServer<Result>(
  app: App,
  conversationId: string,
  work: (change: ConversationChange) => Promise<Result>,
): Promise<Result | undefined> {
  const done = await app.db.transaction().execute(async (tx) => {
    const conversation = await tx.selectFrom("conversations").selectAll().where("id", "=", conversationId).forUpdate().executeTakeFirst();
    if (conversation === undefined) return undefined;
    const change = new ConversationChange(tx, conversation);
    const result = await work(change);
    return { result, publications: await change.finish() };
  });
  if (done !== undefined) publishAll(app, done.publications);
  return done?.result;
}

export function publishAll(app: App, publications: Publication[]): void {
  for (const { commit, envelope } of publications) app.outbox.publish(commit, envelope);
}
