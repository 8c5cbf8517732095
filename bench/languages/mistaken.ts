import { dispatch } from "@parley/server";
import { type Corpora, writeConversation } from "./corpora.ts";
import type { FalseFriends } from "./suites.ts";

/** Those whose query finds the text, or not the better one. Each stands in a conversation of its own. */
export async function findMistaken(corpora: Corpora, friends: FalseFriends[]): Promise<FalseFriends[]> {
  const { server, reader } = corpora;
  const places: Awaited<ReturnType<typeof writeConversation>>[] = [];
  for (const { text, better } of friends) places.push(await writeConversation(corpora, "False friends", better === null ? [text] : [text, better]));
  await server.app.search.indexer.catchUp();
  const mistaken: FalseFriends[] = [];
  for (const [index, { conversationId, ids }] of places.entries()) {
    const friend = friends[index] as FalseFriends;
    const { results } = await dispatch(server.app, reader, "messages.search", { query: friend.query, conversationId });
    const found = results.map(({ message }) => message.id).join();
    if (found !== ids.slice(1).join()) mistaken.push(friend);
  }
  return mistaken;
}
