import { z } from "zod";
import { limits } from "./limits.ts";

/** Text that PostgreSQL can store and every client can show: no NUL, no lone surrogates. */
export function text(maxCodePoints: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed() && !value.includes("\0"), "contains characters that are not text")
    .refine((value) => value.length <= maxCodePoints || [...value].length <= maxCodePoints, `is longer than ${maxCodePoints} characters`)
    .meta({ maxLength: maxCodePoints });
}

/** Text that says something: not blank. */
export function nonBlankText(maxCodePoints: number) {
  return text(maxCodePoints)
    .refine((value) => value.trim().length > 0, "is blank")
    .meta({ minLength: 1, maxLength: maxCodePoints });
}

/** The host's own id for a person (`sub` of its token): any text up to 128 characters. */
export const userId = nonBlankText(limits.userId).meta({ description: "The host's id of a user.", minLength: 1, maxLength: limits.userId });

/** One spelling of each id: elsewhere they are compared as text. */
export const conversationId = z.uuid().toLowerCase().meta({ description: "Id of a conversation (UUID)." });

const messageIdPattern = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([1-9][0-9]{0,14})$/;

/** Opaque to clients. It names its conversation and place, so no index is needed to find the row (DESIGN: data). */
export const messageId = z.string().regex(messageIdPattern, "is not a message id").meta({ description: "Id of a message; opaque." });

export function toMessageId(conversation: string, seq: number): string {
  return `${conversation}.${seq}`;
}

/** Splits an id that `messageId` accepted. */
export function fromMessageId(id: string): { conversationId: string; seq: number } {
  const [conversation, seq] = id.split(".");
  if (conversation === undefined || seq === undefined) throw new Error("not a message id");
  return { conversationId: conversation, seq: Number(seq) };
}

export const url = z
  .url({ protocol: /^https?$/ })
  .max(limits.url)
  .meta({ description: "An http or https address." });

/**
 * ISO 8601 in UTC with milliseconds. PostgreSQL has no year 0; it rounds what is finer than
 * our columns, perhaps into the next year, and gives up on a fraction of a hundred digits.
 */
export const timestamp = z.iso
  .datetime()
  .max("2026-01-01T00:00:00.123Z".length)
  .refine((value) => !/^(0000|9999)/.test(value), "is not a time that can be stored")
  .meta({ description: "ISO 8601, UTC, milliseconds." });

/** For clients that count pages; cursors and seq are cheaper, and nothing slips between two pages. */
export const offset = z.int().min(0).max(limits.offset).meta({ description: "Skip so many." });
export const seq = z.int().min(0).meta({ description: "Place in the conversation: 1, 2, 3 … without gaps. 0 means before the first." });
export const rev = z.int().min(0).meta({ description: "Version of the conversation: +1 with every durable change." });
