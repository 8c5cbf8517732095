import { dispatch, type ParleyServer, signHostToken } from "@parley/server";
import type { Suite } from "./suites.ts";

const batch = 16;

type Reader = Parameters<typeof dispatch>[1];

/** All corpora in one database, and somebody who is in every conversation. */
export type Corpora = { server: ParleyServer; reader: Reader; names: Map<string, string> };

/** Writes and indexes them. `names`: language and number of each message, by its id. */
export async function writeCorpora(server: ParleyServer, suites: Suite[]): Promise<Corpora> {
  const { app } = server;
  const { token } = await signHostToken(app.config, app.clock, { userId: "reader", name: "Reader", ttlMs: 3_600_000 });
  const corpora: Corpora = { server, reader: { actor: await app.sessions.authenticate(token), address: "127.0.0.1" }, names: new Map() };
  for (const { language, messages } of suites) {
    const numbers = [...messages.keys()];
    const { ids } = await writeConversation(corpora, `Suite ${language}`, [...messages.values()]);
    for (const [index, id] of ids.entries()) corpora.names.set(id, `${language} ${numbers[index]}`);
  }
  await app.search.indexer.catchUp();
  return corpora;
}

export async function writeConversation(
  { server: { app }, reader }: Corpora,
  title: string,
  texts: string[],
): Promise<{ conversationId: string; ids: string[] }> {
  const { conversation } = await dispatch(app, reader, "conversations.create", { type: "group", participantIds: ["reader"], title });
  const ids: string[] = [];
  for (let next = 0; next < texts.length; next += batch) {
    const sent = texts.slice(next, next + batch).map((text) => dispatch(app, reader, "messages.send", { conversationId: conversation.id, text }));
    ids.push(...(await Promise.all(sent)).map(({ message }) => message.id));
  }
  return { conversationId: conversation.id, ids };
}
