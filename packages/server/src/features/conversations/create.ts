import { type Context, type Conversation, fail, type Output, type ParsedInput, type User } from "@parley/protocol";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../../actor.ts";
import type { App } from "../../app.ts";
import { inTransaction } from "../../db/inTransaction.ts";
import { queryOf } from "../../db/query.ts";
import type { Call, Implementation } from "../../implementation.ts";
import { requireUsers } from "../users/index.ts";
import { Change } from "./change.ts";
import { publishAll } from "./conversationChange.ts";
import { getConversation } from "./conversations.sql.ts";

export const create: Implementation<"conversations.create"> = (input, call) => begin(input, call);

export async function begin(input: ParsedInput<"conversations.create">, { app, actor }: Call): Promise<Output<"conversations.create">> {
  const others = [...new Set(input.participantIds)].filter((id) => id !== actor.user.id);
  if (input.type === "direct") {
    if (others.length !== 1) throw fail("direct_conversation", { detail: "A direct conversation needs exactly one other participant." });
    if (input.title !== undefined || input.imageUrl !== undefined)
      throw fail("direct_conversation", { detail: "A direct conversation has no title or picture." });
  }
  const people = others.length === 0 ? [] : await requireUsers(app.db, others);
  const id = await insert(app, actor, people, input);
  const created = id !== null;
  const conversation = created
    ? await getConversation(queryOf(app.pool), actor.user.id, id)
    : await getDirect(app, actor, directKey(actor.user.id, others[0] ?? "", input.context));
  return { conversation, created };
}

type Draft = {
  type: "direct" | "group";
  title?: string | undefined;
  imageUrl?: string | undefined;
  context?: Context | undefined;
  history?: "all" | "since_join" | undefined;
};

/** null when the direct conversation existed: the unique key decides, however many create it at once. */
async function insert(app: App, actor: Actor, people: User[], draft: Draft): Promise<string | null> {
  const id = uuidv7();
  const inserted = await inTransaction(app.db, async (tx) => {
    const conversation = await tx
      .insertInto("conversations")
      .values({
        id,
        type: draft.type,
        direct_key: draft.type === "direct" ? directKey(actor.user.id, people[0]?.id ?? "", draft.context) : null,
        title: draft.title?.trim() ?? null,
        image_url: draft.imageUrl ?? null,
        context: draft.context === undefined ? null : JSON.stringify(draft.context),
        history: draft.history ?? "all",
        created_by: actor.user.id,
      })
      .onConflict((conflict) => conflict.column("direct_key").doNothing())
      .returningAll()
      .executeTakeFirst();
    if (conversation === undefined) return null;
    const rows = [actor.user, ...people].map((user, index) => ({
      conversation_id: id,
      user_id: user.id,
      role: index === 0 && draft.type === "group" ? ("owner" as const) : ("member" as const),
      rev: 1,
    }));
    const [member] = await tx.insertInto("members").values(rows).returningAll().execute();
    if (member === undefined) throw new Error("members were not inserted");
    const change = new Change(tx, conversation, member, actor);
    change.countMembers(rows.length);
    if (draft.type === "group") await change.say({ kind: "conversation_created" });
    change.recordConversation("conversation.created");
    return change.finish();
  });
  if (inserted === null) return null;
  publishAll(app, inserted);
  return id;
}

/** Unique per pair, whoever begins, and per context. At most 1.8 kB, within what an index row may hold. */
export function directKey(one: string, other: string, context: Context | undefined): string {
  return JSON.stringify([...[one, other].sort(), context?.type ?? "", context?.id ?? ""]);
}

async function getDirect(app: App, actor: Actor, key: string): Promise<Conversation> {
  const row = await app.db.selectFrom("conversations").select("id").where("direct_key", "=", key).executeTakeFirstOrThrow();
  return getConversation(queryOf(app.pool), actor.user.id, row.id);
}
