import { z } from "zod";
import { conversationId, nonBlankText, rev, seq, text, timestamp, url, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { message } from "./message.ts";
import { user } from "./user.ts";

export const conversationType = z.enum(["direct", "group"]);
export const memberRole = z.enum(["owner", "admin", "member"]);

/** What the conversation is about in the host's product: an advertisement, an order, a job. */
export const context = z
  .strictObject({
    type: nonBlankText(40),
    id: nonBlankText(128),
    title: nonBlankText(200),
    url: url.nullish(),
    imageUrl: url.nullish(),
  })
  .meta({ id: "Context" });

export const member = z
  .object({
    user,
    role: memberRole,
    joinedAt: timestamp,
    leftAt: timestamp.nullable(),
    readSeq: seq.meta({ description: "Has read up to here. Only moves forward." }),
    deliveredSeq: seq.meta({ description: "A device has received up to here. Never below readSeq." }),
  })
  .meta({ id: "Member" });

export const title = nonBlankText(limits.conversationTitle);

/** `all`: a late joiner reads everything; `since_join`: only what came after. */
export const historyVisibility = z.enum(["all", "since_join"]);

/** What every member sees alike; events carry this. */
export const sharedConversation = z
  .object({
    id: conversationId,
    type: conversationType,
    title: z.string().nullable(),
    imageUrl: url.nullable(),
    context: context.nullable(),
    history: historyVisibility,
    createdBy: userId,
    createdAt: timestamp,
    activityAt: timestamp.meta({ description: "When the last message was sent; lists are ordered by it." }),
    lastSeq: seq,
    rev,
    memberCount: z.int().min(0),
    members: z.array(member).meta({ description: `Both members of a direct conversation; the first ${limits.membersInSummary} of a group.` }),
  })
  .meta({ id: "SharedConversation" });

/** What is the actor's own: nobody else sees it. */
export const membership = z
  .object({
    role: memberRole,
    joinedAt: timestamp,
    readSeq: seq,
    deliveredSeq: seq,
    unread: z.int().min(0).meta({ description: "lastSeq − readSeq." }),
    archived: z.boolean(),
    pinned: z.boolean(),
    mutedUntil: z.union([timestamp, z.literal("forever")]).nullable(),
    version: z.int().meta({ description: "+1 with every change of these fields." }),
  })
  .meta({ id: "Membership" });

export const conversation = sharedConversation.extend({ lastMessage: message.nullable(), me: membership }).meta({ id: "Conversation" });

export const searchText = text(limits.searchText);

export type Context = z.infer<typeof context>;
export type Member = z.infer<typeof member>;
export type MemberRole = z.infer<typeof memberRole>;
export type SharedConversation = z.infer<typeof sharedConversation>;
export type Membership = z.infer<typeof membership>;
export type Conversation = z.infer<typeof conversation>;
