import { z } from "zod";
import { searchText } from "../conversation.ts";
import { defineOperation } from "../defineOperation.ts";
import { conversationId, offset, userId } from "../ids.ts";
import { limits } from "../limits.ts";
import { searchableKind, searchResult, searchTime, searchTotal } from "../search.ts";

export const searchOperations = {
  "messages.search": defineOperation({
    name: "messages.search",
    summary:
      "Find messages by their words and the names of their files, in one or all of the actor's conversations, the most relevant and newest first. Inflections, other scripts and slips of the finger are found too.",
    input: z.strictObject({
      query: searchText.meta({
        description:
          'Words, "exact words", and filters: from:ada in:"Frame register" has:image before:2026-01-31 after:2026-01-01 is:unread. The last word may be unfinished. Without words: all that pass the filters and are in the conversation, newest first; without these either, and with nothing but punctuation: nothing.',
      }),
      conversationId: conversationId.optional(),
      from: userId.optional().meta({ description: "Only messages of this person." }),
      has: z.array(searchableKind).max(searchableKind.options.length).optional().meta({ description: "Only messages with all of these." }),
      before: searchTime.optional().meta({ description: "Only messages from before that moment; a day: from before it begins." }),
      after: searchTime.optional().meta({ description: "Only messages from that moment on; a day: from its beginning." }),
      unread: z.boolean().optional().meta({ description: "true: only messages that the actor has not read." }),
      limit: z.int().min(1).max(limits.page).default(limits.searchPageDefault),
      cursor: z.string().max(300).optional(),
      offset: offset.optional().meta({ description: "Instead of a cursor: skip so many." }),
    }),
    output: z.object({ results: z.array(searchResult), nextCursor: z.string().nullable(), total: searchTotal }),
    rest: "GET /api/messages/search",
    socket: "message:search",
    budget: "search",
    errors: ["not_found", "invalid_cursor", "search_timeout"],
  }),
};
