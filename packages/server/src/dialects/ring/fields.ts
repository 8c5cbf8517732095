import { conversationId, limits, messageId, messageText, text, title, url, userId } from "@parley/protocol";
import { z } from "zod";
import { attachmentReference, moment } from "../fields.ts";
import { abouts } from "./shapes.ts";

/** What their clients send. Fields that are not named here are passed over, as there. */
export const inConversation = z.object({ conversationId });

const thingId = text(128).min(1);
const thing = Object.fromEntries(
  abouts.flatMap((about) => [
    [`${about}Id`, thingId.optional()],
    [`${about}Name`, text(200).min(1).optional()],
  ]),
) as Record<`${(typeof abouts)[number]}${"Id" | "Name"}`, z.ZodOptional<z.ZodString>>;

export const creation = z
  .object({
    type: z.enum(["direct", "group", ...abouts]),
    participantIds: z.array(userId).min(1).max(limits.membersPerRequest),
    metadata: z.object({ ...thing, subject: title.optional() }).default({}),
  })
  .refine(({ type, metadata }) => type === "direct" || type === "group" || metadata[`${type}Id`] !== undefined, {
    path: ["metadata"],
    message: "does not say what it is about",
  });

export const conversationsQuery = z
  .object({
    type: z.enum(["direct", "group", ...abouts]).optional(),
    isActive: z.boolean().default(true),
    entityId: thingId.optional(),
    opportunityId: thingId.optional(),
    productId: thingId.optional(),
    limit: z.int().min(1).max(limits.page).default(20),
    cursor: z.string().max(300).optional(),
  })
  .refine((query) => abouts.every((about) => query[`${about}Id`] === undefined || [undefined, about].includes(query.type as undefined)), {
    path: ["type"],
    message: "is not what the id is of",
  })
  .refine((query) => abouts.filter((about) => query[`${about}Id`] !== undefined).length <= 1, { path: ["entityId"], message: "is one id too many" });

const setting = <Action extends string, Shape extends z.ZodRawShape>(action: Action, shape: Shape) =>
  z.object({ conversationId, action: z.literal(action), ...shape });

/** An action, or settings without one. */
export const change = z.preprocess(
  (given) => (typeof given === "object" && given !== null && !("action" in given) ? { ...given, action: "update" } : given),
  z.discriminatedUnion("action", [
    setting("update", { subject: title.nullable().optional(), imageUrl: url.nullable().optional() }),
    setting("mark_read", {}),
    setting("add_participant", { userId, role: z.enum(["member", "admin"]).default("member") }),
    setting("remove_participant", { userId }),
    setting("archive", {}),
    setting("unarchive", {}),
    setting("mute", {}),
    setting("unmute", {}),
  ]),
);
export type Change = z.output<typeof change>;

/** A message's id says its conversation: it must be the one of the path. */
const ofPath = ({ conversationId, messageId }: { conversationId: string; messageId?: string | undefined }): boolean =>
  messageId === undefined || messageId.startsWith(`${conversationId}.`);
const elsewhere = { path: ["messageId"], message: "is not of this conversation" };

export const messagesQuery = z
  .object({
    conversationId,
    limit: z.int().min(1).max(limits.page).default(50),
    cursor: messageId.optional(),
    direction: z.enum(["before", "after"]).default("before"),
  })
  .refine(({ conversationId, cursor }) => ofPath({ conversationId, messageId: cursor }), { path: ["cursor"], message: "is not of this conversation" });

export const newMessage = z.object({
  conversationId,
  content: messageText,
  type: z.enum(["text", "file", "image"]).optional(),
  replyTo: messageId.nullish(),
  attachments: z.array(attachmentReference).max(limits.attachmentsPerMessage).default([]),
});

export const oneMessage = z.object({ conversationId, messageId }).refine(ofPath, elsewhere);
export const editing = z.object({ conversationId, messageId, content: messageText }).refine(ofPath, elsewhere);
export const marking = z.object({ conversationId, messageId, status: z.enum(["delivered", "read"]) }).refine(ofPath, elsewhere);

const milliseconds = z
  .int()
  .min(0)
  .max(Date.parse("9998-12-31"))
  .transform((value) => new Date(value).toISOString());
export const reading = z
  .object({ conversationId, messageId: messageId.optional(), timestamp: z.union([milliseconds, moment]).optional() })
  .refine(ofPath, elsewhere);

export const typingNode = z.object({ conversationId, userId });
