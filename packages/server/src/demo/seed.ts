import type { Transaction } from "kysely";
import { v5 as uuidv5 } from "uuid";
import type { App } from "../app.ts";
import type { Database } from "../db/schema.ts";
import { directKey } from "../features/conversations/index.ts";
import { formsOfName } from "../language/index.ts";
import { conversations } from "./conversations.ts";
import type { DemoConversation } from "./demoConversation.ts";
import { people } from "./people.ts";

/** Any constant UUID: it makes the demo's ids the same everywhere, so that a link to one can be shared. */
const namespace = "6f1d8c1e-5f0a-4c52-9f0e-0d2c6a3b7e11";
const minuteMs = 60_000;

/** Fills an empty database with people who have been talking. Two nodes that start together fill it once. */
export async function seedDemo({ db, clock, log }: Pick<App, "db" | "clock" | "log">): Promise<void> {
  const seeded = await db.transaction().execute(async (tx) => {
    const someone = await tx.selectFrom("users").select("id").limit(1).executeTakeFirst();
    if (someone !== undefined) return false;
    const inserted = await tx
      .insertInto("users")
      .values(people.map(({ id, name }) => ({ id, name, name_forms: formsOfName(name) })))
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .execute();
    if (inserted.length < people.length) return false;
    for (const conversation of conversations) await insertConversation(tx, conversation, clock.now());
    return true;
  });
  if (seeded) log.info({ people: people.length, conversations: conversations.length }, "Demo data written");
}

async function insertConversation(tx: Transaction<Database>, demo: DemoConversation, now: number): Promise<void> {
  const id = uuidv5(demo.key, namespace);
  const times = timesOf(demo, now);
  const [creator = "", other = ""] = demo.members;
  const begun = new Date((times[0] ?? now) - minuteMs);
  const system = demo.type === "group" ? 1 : 0;
  const lastSeq = demo.messages.length + system;
  const context = demo.context === undefined ? undefined : { url: null, imageUrl: null, ...demo.context };

  await tx
    .insertInto("conversations")
    .values({
      id,
      type: demo.type,
      direct_key: demo.type === "direct" ? directKey(creator, other, context) : null,
      title: demo.title ?? null,
      context: context === undefined ? null : JSON.stringify(context),
      created_by: creator,
      created_at: begun,
      activity_at: new Date(times.at(-1) ?? now),
      last_seq: lastSeq,
      last_rev: lastSeq,
      member_rev: 1,
      member_count: demo.members.length,
    })
    .execute();
  const members = demo.members.map((user_id, index) => {
    const read_seq = Math.max(0, lastSeq - (demo.unreadFor?.[user_id] ?? 0));
    return {
      conversation_id: id,
      user_id,
      role: demo.type === "group" && index === 0 ? ("owner" as const) : ("member" as const),
      joined_at: begun,
      rev: 1,
      read_seq,
      delivered_seq: lastSeq,
    };
  });
  await tx.insertInto("members").values(members).execute();
  if (system === 1) {
    const notice = JSON.stringify({ kind: "conversation_created" });
    await tx
      .insertInto("messages")
      .values({ conversation_id: id, seq: 1, rev: 1, sender_id: creator, type: "system", text: "", notice, created_at: begun })
      .execute();
  }
  const rows = demo.messages.map((message, index) => {
    const seq = index + 1 + system;
    const sent = times[index] ?? now;
    const later = new Date(sent + minuteMs);
    const reactions = (message.reactions ?? []).flatMap(({ emoji, by }) => by.map((userId) => ({ emoji, userId, createdAt: later.toISOString() })));
    return {
      conversation_id: id,
      seq,
      rev: seq,
      sender_id: message.from,
      text: message.deleted ? "" : message.text,
      mentions: message.mentions ?? null,
      reply_seq: message.replyTo === undefined || message.deleted ? null : message.replyTo + 1 + system,
      reactions: reactions.length === 0 || message.deleted ? null : JSON.stringify(reactions),
      version: message.edited || message.deleted ? 2 : 1,
      created_at: new Date(sent),
      edited_at: message.edited ? later : null,
      deleted_at: message.deleted ? later : null,
      pinned_at: message.pinned ? later : null,
    };
  });
  await tx.insertInto("messages").values(rows).execute();
}

/** The last message was sent `lastMinutesAgo`; the others before it, at their distances. */
function timesOf(demo: DemoConversation, now: number): number[] {
  let minutes = 0;
  const offsets = demo.messages.map((message) => {
    minutes += message.minutesAfter;
    return minutes;
  });
  return offsets.map((offset) => now - (demo.lastMinutesAgo + minutes - offset) * minuteMs);
}
