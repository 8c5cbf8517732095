import { type Conversation, conversationId, fail, fromMessageId, limits, type Message, messageId, type Presence, userId } from "@parley/protocol";
import { z } from "zod";
import { type Asking, ask, type Pair, type Steps } from "../dialect.ts";
import { askLinks, askReaders, offsetOf, paged } from "../fields.ts";
import { pairOf, toMessage } from "./shapes.ts";

/**
 * Which conversation a client means: the one with a person, by the person's
 * id, or a group by its own. The document writes no field names; both of those
 * that its paths and its style suggest are understood.
 */
export const toSomebody = { receiverId: userId.optional(), userId: userId.optional(), groupId: conversationId.optional() };
export type Place = { receiverId?: string | undefined; userId?: string | undefined; groupId?: string | undefined };

const named = ({ receiverId, userId, groupId }: Place): number => [receiverId, userId, groupId].filter((id) => id !== undefined).length;
export const oneOf = (their: Place): boolean => named(their) === 1;
export const isAnywhere = (their: Place): boolean => named(their) === 0;
export const oneOfThem = { path: ["receiverId"], message: "give one of receiverId, userId or groupId" };

/** Events that say nothing but this may give a person's id alone. */
export const place = z.preprocess((their) => (typeof their === "string" ? { userId: their } : their), z.object(toSomebody).refine(oneOf, oneOfThem));

const personIn = ({ receiverId, userId = "" }: Place): string => receiverId ?? userId;

/** null: nobody has begun it. */
function* askPlace(place: Place): Steps<string | null> {
  return place.groupId ?? (yield* ask("conversations.findDirect", { userId: personIn(place) })).conversationId;
}

export function* askBegunPlace(place: Place): Steps<string> {
  const found = yield* askPlace(place);
  if (found === null) throw fail("not_found");
  return found;
}

export function* askOpenPlace(place: Place): Steps<string> {
  return (yield* askPlace(place)) ?? (yield* ask("conversations.openDirect", { userId: personIn(place) })).conversationId;
}

export const pairWith = (me: string, place: Place): Pair | undefined => (place.groupId === undefined ? [me, personIn(place)] : undefined);

export const historyPage = { ...paged(limits.pageDefault), before: messageId.optional() };
type HistoryPage = { page: number; limit: number; before?: string | undefined };

const noHistory = { success: true, data: [], pagination: { page: 1, limit: limits.pageDefault, total: 0, hasMore: false } };

/** The newest page first, each from its oldest message to its newest. */
export function* askHistory(id: string | null, { page, limit, before }: HistoryPage, pair: Pair | undefined, asking: Asking): Steps<unknown> {
  if (id === null) return noHistory;
  if (before !== undefined && fromMessageId(before).conversationId !== id) throw fail("invalid_cursor");
  const bound = before === undefined ? { offset: offsetOf({ page, limit }) } : { before: fromMessageId(before).seq };
  const { messages, hasOlder, total } = yield* ask("messages.list", { conversationId: id, limit, count: true, ...bound });
  const members = messages.length === 0 ? [] : yield* askReaders(id);
  const links = yield* askLinks(messages, asking);
  const data = messages.map((message) => toMessage(message, { pair, members, links }));
  return { success: true, data, pagination: { page, limit, total, hasMore: hasOlder } };
}

/** One message as its reader sees it. */
export function* askMessage(message: Message, asking: Asking): Steps<unknown> {
  const conversation = yield* ask("conversations.get", { conversationId: message.conversationId });
  const members = yield* askReaders(message.conversationId);
  const links = yield* askLinks([message], asking);
  return { success: true, data: toMessage(message, { pair: pairOf(conversation), members, links }) };
}

/** Clients ask for all of them at once; so many are one page. */
export const conversationsPage = 1000;

export function* askConversations(first: Conversation[], nextCursor: string | null): Steps<Conversation[]> {
  const found = [...first];
  for (let cursor = nextCursor; cursor !== null && found.length < conversationsPage; ) {
    const page: { conversations: Conversation[]; nextCursor: string | null } = yield* ask("conversations.list", { limit: limits.page, cursor });
    found.push(...page.conversations);
    cursor = page.nextCursor;
  }
  return found;
}

export function* askPresences(userIds: string[]): Steps<Map<string, Presence>> {
  const known = new Map<string, Presence>();
  for (let from = 0; from < userIds.length; from += limits.presenceWatches) {
    const { presences } = yield* ask("presence.get", { userIds: userIds.slice(from, from + limits.presenceWatches) });
    for (const presence of presences) known.set(presence.userId, presence);
  }
  return known;
}
