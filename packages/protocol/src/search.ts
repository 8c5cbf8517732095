import { z } from "zod";
import { attachmentId } from "./attachment.ts";
import { sharedConversation } from "./conversation.ts";
import { timestamp } from "./ids.ts";
import { message } from "./message.ts";

/** What a message may have besides its text. `file`: any attachment. */
export const searchableKind = z.enum(["file", "image", "video", "audio", "link"]);

/** A time, or a day in UTC. */
export const searchTime = z.union([timestamp, z.iso.date()]).meta({ description: "A time (ISO 8601, UTC) or a day such as 2026-01-31." });

export const snippet = z
  .array(z.object({ text: z.string(), hit: z.boolean() }))
  .meta({ description: "A part of a text around the first hit, in order and without gaps; `hit` is what was found." });

/** An attached file that was found by its name. */
export const foundFile = z.object({ attachmentId, name: snippet }).meta({ id: "FoundFile" });

export const searchResult = z
  .object({
    message,
    conversation: sharedConversation.pick({ id: true, type: true, title: true, imageUrl: true, context: true, members: true }),
    snippet: snippet.meta({ description: "Of the message's text. Without a hit when the files alone, or the filters, say why it was found." }),
    files: z.array(foundFile).meta({ description: "Attached files whose names were found, in the order of the message." }),
  })
  .meta({ id: "SearchResult" });

export const searchTotal = z.object({
  count: z.int().min(0),
  exact: z.boolean().meta({ description: "false: there are at least so many." }),
});

export type SearchableKind = z.infer<typeof searchableKind>;
export type Snippet = z.infer<typeof snippet>;
export type SearchResult = z.infer<typeof searchResult>;
