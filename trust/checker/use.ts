import type { Message } from "@parley/protocol";
import type { SdkDevice } from "@parley/testkit";
import { attempt } from "./attempt.ts";
import { emojis, overlook, type Work } from "./work.ts";

/** One act of an application. */
export async function use({ crowd, choose, sent }: Work, app: SdkDevice): Promise<unknown> {
  const { history } = crowd;
  const { conversations } = app.parley.store.getState();
  const conversationId = choose.among(crowd.groups);
  const act = choose.weighted({ send: 30, read: 10, edit: 6, react: 4, open: 3 });
  const held = conversations[conversationId];
  const own = choose.among(sent.get(app.user) ?? []) as Message | undefined;
  if (act === "send" && held !== undefined) {
    const { message } = await app.send(conversationId, `${app.id} ${history.attempts.length}`);
    if (message) sent.get(app.user)?.push(message);
  }
  if (act === "read" && held !== undefined) app.parley.markRead(conversationId, 1 + choose.upTo(held.lastSeq));
  if (act === "open") return app.parley.conversations.open(conversationId).catch(overlook);
  if (own === undefined) return;
  const about = { conversationId: own.conversationId, seq: own.seq };
  if (act === "edit") {
    const text = `${app.id} edits ${history.attempts.length}`;
    await attempt(history, app, { kind: "edit", ...about, text }, async () => ({ message: await app.parley.messages.edit(own, text) }));
  }
  if (act === "react")
    await attempt(history, app, { kind: "react", ...about }, async () => ({ message: await app.parley.messages.react(own, choose.among(emojis)) }));
}
