/** Fields and questions that several dialects have in common. */
import { limits, type Member, type Message, type Output, offset, type Presence } from "@parley/protocol";
import { z } from "zod";
import { type Asking, ask, type Steps } from "./dialect.ts";

/** `page` and `limit` of clients that turn pages by number. */
export const paged = (limit: number) => ({ page: z.int().min(1).max(100_000).default(1), limit: z.int().min(1).max(limits.page).default(limit) });
export const offsetOf = ({ page, limit }: { page: number; limit: number }): number => (page - 1) * limit;

/** `limit` and `offset` of clients that skip rows. */
export const skipping = (limit: number) => ({ limit: z.int().min(1).max(limits.page).default(limit), offset: offset.default(0) });

/** Any time that a date picker, a database or JavaScript writes. */
export const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), "is not a time")
  .transform((value) => new Date(value).toISOString());

/** What a former answer called an attachment, or its id alone. Anything else that a client makes up is refused. */
export const attachmentReference = z.union([z.uuid(), z.object({ id: z.uuid() }).transform(({ id }) => id)]);

/** All members of any group in which marks are shared; of a larger one the first few hundred. */
export function* askMembers(conversationId: string): Steps<Member[]> {
  const members: Member[] = [];
  for (let cursor: string | undefined; ; ) {
    const page: Output<"conversations.listMembers"> = yield* ask("conversations.listMembers", { conversationId, ...(cursor !== undefined && { cursor }) });
    members.push(...page.members);
    if (page.nextCursor === null || members.length > limits.receiptMembers) return members;
    cursor = page.nextCursor;
  }
}

/** Who of these people is there now; of more than one may watch, the first. */
export function* askPresences(userIds: string[]): Steps<Map<string, Presence>> {
  const asked = [...new Set(userIds)].slice(0, limits.presenceWatches);
  const { presences } = asked.length === 0 ? { presences: [] } : yield* ask("presence.get", { userIds: asked });
  return new Map(presences.map((presence) => [presence.userId, presence]));
}

/** How far each member has read, for "read by": in a large group nobody but its owner knows. */
export function* askReaders(conversationId: string): Steps<Member[]> {
  return readersOf(yield* askMembers(conversationId));
}

export function readersOf(members: Member[]): Member[] {
  return members.length > limits.receiptMembers ? [] : members;
}

/** Addresses of files, by the id of the attachment: one person's own, and for a while. */
export type Links = Map<string, string>;

/** Addresses of their files, for whoever asks. */
export function* askLinks(messages: Message[], { origin, nativePath }: Asking): Steps<Links> {
  const attachmentIds = messages.flatMap(({ attachments }) => attachments.map(({ id }) => id));
  if (attachmentIds.length === 0) return new Map();
  const { links } = yield* ask("attachments.links", { attachmentIds });
  return new Map(links.map(({ attachmentId, url }) => [attachmentId, `${origin}${nativePath}${url}`]));
}
