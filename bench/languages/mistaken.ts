import { dispatch } from "@parley/server";
import { type Corpora, writeConversation } from "./corpora.ts";
import type { FalseFriends } from "./suites.ts";

/** Those whose query finds the text. Each stands alone in a conversation: nothing better is found there, so guesses are made. */
export async function findMistaken(corpora: Corpora, friends: FalseFriends[]): Promise<FalseFriends[]> {
  const { server, reader } = corpora;
  const conversationIds: string[] = [];
  for (const { text } of friends) conversationIds.push((await writeConversation(corpora, "False friends", [text])).conversationId);
  await server.app.search.indexer.catchUp();
  const mistaken: FalseFriends[] = [];
  for (const [index, friend] of friends.entries()) {
    const { results } = await dispatch(server.app, reader, "messages.search", { query: friend.query, conversationId: conversationIds[index] ?? "" });
    if (results.length > 0) mistaken.push(friend);
  }
  return mistaken;
}
