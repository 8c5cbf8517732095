import { z } from "zod";
import { attachment } from "./attachment.ts";
import { conversationId, messageId, nonBlankText, rev, seq, text, timestamp, url, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { user } from "./user.ts";

/**
 * With attachments: their kind, or `file` when there are several kinds. `system` messages are written by the server
 * when a conversation or its members change.
 */
export const messageType = z.enum(["text", "file", "image", "video", "audio", "system"]);

/** What a page says about itself, for a link in a message's text. Plain text: no markup, no control or bidi characters. */
export const linkPreview = z
  .object({
    url: url.meta({ description: "The link, as the URL standard writes it." }),
    title: z.string().nullable().meta({ description: "null when the link is a picture." }),
    description: z.string().nullable(),
    siteName: z.string().nullable(),
    imageUrl: url.nullable().meta({ description: "Always https. Browsers load it from the site; the server has not looked at it." }),
    imageWidth: z.int().min(1).nullable().meta({ description: "Pixels, as the page claims." }),
    imageHeight: z.int().min(1).nullable(),
  })
  .meta({ id: "LinkPreview" });

/** One person's emoji: a single grapheme cluster, so neither text nor markup. */
export const emoji = nonBlankText(limits.reactionEmoji)
  .refine(
    (value) => /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u.test(value) && [...new Intl.Segmenter().segment(value)].length === 1,
    "is not an emoji",
  )
  .meta({ description: "One emoji.", minLength: 1, maxLength: limits.reactionEmoji });

export const reaction = z.object({ emoji: z.string(), userId, createdAt: timestamp }).meta({ id: "Reaction" });

/** What a system message says; the client words it in its own language. */
export const systemNotice = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("conversation_created") }),
    z.object({ kind: z.literal("title_changed"), title: z.string().nullable() }),
    z.object({ kind: z.literal("image_changed") }),
    z.object({ kind: z.literal("members_added"), users: z.array(user) }),
    z.object({ kind: z.literal("member_removed"), user }),
    z.object({ kind: z.literal("member_left"), user }),
    z.object({ kind: z.literal("role_changed"), user, role: z.string() }),
  ])
  .meta({ id: "SystemNotice" });

export const message = z
  .object({
    id: messageId,
    conversationId,
    seq,
    rev: rev.meta({ description: "The conversation's rev at this message's last change." }),
    sender: user,
    clientId: z.string().nullable().meta({ description: "The sender's own id for the message; replaces a local echo." }),
    type: messageType,
    text: z.string().meta({ description: "Empty when deleted." }),
    mentions: z.array(userId),
    attachments: z.array(attachment),
    previews: z.array(linkPreview).meta({ description: "Of the text's first links. They come after the message, with `message.previewed`." }),
    replyTo: messageId.nullable(),
    reactions: z.array(reaction),
    notice: systemNotice.nullable().meta({ description: "For `system` messages." }),
    version: z.int().min(1).meta({ description: "1 when sent, +1 with every edit and with the deletion." }),
    createdAt: timestamp,
    editedAt: timestamp.nullable(),
    deletedAt: timestamp.nullable(),
    pinnedAt: timestamp.nullable(),
  })
  .meta({ id: "Message" });

/** Blank only where attachments say something; each operation sees to that. */
export const messageText = text(limits.messageText);
export const mentions = z.array(userId).max(limits.mentionsPerMessage);

export type Message = z.infer<typeof message>;
export type MessageType = z.infer<typeof messageType>;
export type Reaction = z.infer<typeof reaction>;
export type LinkPreview = z.infer<typeof linkPreview>;
export type SystemNotice = z.infer<typeof systemNotice>;
