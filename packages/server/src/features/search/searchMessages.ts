import { fail, limits, type SearchResult } from "@parley/protocol";
import pg from "pg";
import { fromCursor, toCursor } from "../../cursor.ts";
import { type Query as Ask, queryOf } from "../../db/query.ts";
import type { Implementation } from "../../implementation.ts";
import { listSharedConversations } from "../conversations/index.ts";
import { listReadable } from "../messages/index.ts";
import { tooFarBehind } from "./candidates.ts";
import { find } from "./find.ts";
import { isFiltered, readQuery } from "./query.ts";
import { isAfter, position, type Ranked, rank } from "./rank.ts";
import { readScope } from "./scope.ts";
import { toSnippet } from "./snippet.ts";
import { readTerms } from "./terms.ts";

export const searchMessages: Implementation<"messages.search"> = async (input, { app, actor }) => {
  const query = readQuery(input);
  const terms = readTerms(query);
  if (terms.length > limits.searchTerms) throw fail("validation_failed", { errors: [{ path: "query", message: `has more than ${limits.searchTerms} words` }] });
  const after = input.cursor === undefined ? null : fromCursor(input.cursor, position);
  const ask = queryOf(app.search.pool);
  try {
    const look = () => readScope(ask, actor.user.id, input.conversationId ?? null, query);
    let scope = await look();
    const late = tooFarBehind(scope);
    if (late.length > 0) {
      await app.search.indexer.hurry(late);
      scope = await look();
    }
    const isQuestion = terms.length > 0 || (query.words.length === 0 && (isFiltered(query) || input.conversationId !== undefined));
    const { found, all } = isQuestion ? await find({ ask, query, scope, terms }) : { found: [], all: true };
    const ranked = rank(found, after?.[4] ?? app.clock.now());
    const rest = after === null ? ranked : ranked.filter((one) => isAfter(one.position, after));
    const skipped = input.cursor === undefined ? (input.offset ?? 0) : 0;
    const page = rest.slice(skipped, skipped + input.limit);
    const results = await toResults(ask, actor.user.id, page);
    const last = page.at(-1);
    return {
      results,
      nextCursor: rest.length > skipped + page.length && last !== undefined ? toCursor(last.position) : null,
      total: { count: found.length, exact: all },
    };
  } catch (error) {
    const tookTooLong = error instanceof pg.DatabaseError && error.code === "57014";
    throw tookTooLong ? fail("search_timeout") : error;
  }
};

/** Read last, for whoever is a member by now: what was taken away meanwhile is left out. */
async function toResults(ask: Ask, actorId: string, page: Ranked[]): Promise<SearchResult[]> {
  if (page.length === 0) return [];
  const messages = await listReadable(
    ask,
    actorId,
    page.map(({ source }) => ({ conversationId: source.conversation_id, seq: source.seq })),
  );
  const conversations = await listSharedConversations(ask, [...new Set(messages.map(({ conversationId }) => conversationId))]);
  return page.flatMap(({ source, match }) => {
    const message = messages.find(({ conversationId, seq }) => conversationId === source.conversation_id && seq === source.seq);
    const shared = conversations.find(({ id }) => id === source.conversation_id);
    // Changed since it was compared: what would be shown is not what was found.
    if (message === undefined || shared === undefined || message.text !== source.text) return [];
    const { id, type, title, imageUrl, context, members } = shared;
    const [inText = [], ...inNames] = match.ranges;
    const files = message.attachments.flatMap((attachment, index) => {
      const ranges = inNames[index] ?? [];
      return ranges.length === 0 ? [] : [{ attachmentId: attachment.id, name: toSnippet(attachment.name, ranges) }];
    });
    return [{ message, conversation: { id, type, title, imageUrl, context, members }, snippet: toSnippet(message.text, inText), files }];
  });
}
