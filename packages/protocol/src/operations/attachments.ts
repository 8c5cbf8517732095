import { z } from "zod";
import { attachment, attachmentId, attachmentKind, waveform } from "../attachment.ts";
import { defineOperation } from "../defineOperation.ts";
import { conversationId, messageId, text, timestamp, userId } from "../ids.ts";
import { limits } from "../limits.ts";

const output = z.object({ attachment });
const variant = z.enum(["original", "thumbnail"]);

/** What the sender may say of sound or film that the file itself does not: a recording of a browser has no length in it. */
const claims = {
  durationMs: z.int().min(0).max(limits.mediaDurationMs).optional().meta({
    description: "Of audio or video; what the file itself says wins.",
  }),
  waveform: waveform.optional().meta({ description: `Of audio: ${limits.waveformBars} numbers from 0 to 100. In multipart as JSON.` }),
};

const refusals = [
  "not_found",
  "file_type_not_allowed",
  "file_too_large",
  "quota_exceeded",
  "image_too_large",
  "image_invalid",
  "file_infected",
  "storage_full",
  "storage_unavailable",
] as const;

export const attachmentsOperations = {
  "attachments.limits": defineOperation({
    name: "attachments.limits",
    summary: "How large one file may be here, so that nobody begins an upload in vain.",
    input: z.strictObject({}),
    output: z.object({ maxBytes: z.int().min(1) }),
    rest: "GET /api/attachments/limits",
    socket: "attachment:limits",
    errors: [],
  }),
  "attachments.upload": defineOperation({
    name: "attachments.upload",
    summary:
      "Upload one file for a conversation: multipart/form-data with the fields first and then the file. It is seen by its sender alone until a message is sent with it; what is not sent is removed after 24 hours.",
    input: z.strictObject({
      conversationId,
      bytes: z.int().min(1).optional().meta({ description: "Size of the file; another size is refused." }),
      ...claims,
    }),
    output,
    file: "upload",
    rest: "POST /api/attachments",
    status: 201,
    budget: "upload",
    errors: [...refusals, "upload_timeout", "unsupported_media_type"],
  }),
  "attachments.begin": defineOperation({
    name: "attachments.begin",
    summary: "Begin an upload that goes straight to the object store: PUT the file to `url` with exactly these headers, then `attachments.complete`.",
    input: z.strictObject({
      conversationId,
      name: text(limits.fileName * 4).optional(),
      mediaType: z.string().max(255).optional(),
      bytes: z.int().min(1),
      ...claims,
    }),
    output: z.object({
      attachmentId,
      url: z.url(),
      method: z.literal("PUT"),
      headers: z.object({ "content-type": z.string(), "content-length": z.string() }),
      expiresAt: timestamp,
    }),
    rest: "POST /api/attachments/begin",
    status: 201,
    budget: "upload",
    errors: ["not_found", "file_type_not_allowed", "file_too_large", "quota_exceeded", "direct_upload_off", "storage_unavailable"],
  }),
  "attachments.complete": defineOperation({
    name: "attachments.complete",
    summary: "Finish an upload that was begun: the file is looked at as any other. Refused, it is gone. Completing twice is the same as once.",
    input: z.strictObject({ attachmentId }),
    output,
    rest: "POST /api/attachments/:attachmentId/complete",
    budget: "upload",
    errors: [...refusals, "upload_incomplete"],
  }),
  "attachments.link": defineOperation({
    name: "attachments.link",
    summary: "An address from which this user may fetch the file for five minutes, for as long as they may see it.",
    input: z.strictObject({ attachmentId, variant: variant.default("original") }),
    output: z.object({
      url: z.string().meta({ description: "Path on this server, with its signature." }),
      expiresAt: timestamp,
    }),
    rest: "GET /api/attachments/:attachmentId/link",
    socket: "attachment:link",
    errors: ["not_found"],
  }),
  "attachments.links": defineOperation({
    name: "attachments.links",
    summary: "The same for many files at once; those that the actor may not see are left out.",
    input: z.strictObject({ attachmentIds: z.array(attachmentId).min(1).max(limits.linksPerRequest) }),
    output: z.object({ links: z.array(z.object({ attachmentId, url: z.string(), expiresAt: timestamp })) }),
    rest: "POST /api/attachments/links",
    socket: "attachment:links",
    budget: "read",
    errors: [],
  }),
  "attachments.download": defineOperation({
    name: "attachments.download",
    summary: "The file itself, at an address that `attachments.link` gave. Ranges are answered; everything but pictures, sound and film comes as a download.",
    input: z.strictObject({
      attachmentId,
      variant,
      user: userId,
      expires: z.int().min(0),
      signature: z.string().max(128),
    }),
    // The file, and nothing in JSON.
    output: z.object({}),
    file: "download",
    rest: "GET /files/:attachmentId",
    access: "public",
    errors: ["not_found", "url_expired", "account_inactive", "range_not_satisfiable", "storage_unavailable"],
  }),
  "attachments.list": defineOperation({
    name: "attachments.list",
    summary: "What was sent in a conversation, newest first: its pictures, its files.",
    input: z.strictObject({
      conversationId,
      kinds: z.array(attachmentKind).min(1).max(4).optional().meta({ description: "Only these kinds. Default: all." }),
      cursor: z.string().max(200).optional(),
      limit: z.int().min(1).max(limits.page).default(limits.pageDefault),
    }),
    output: z.object({
      attachments: z.array(z.object({ attachment, messageId, senderId: userId, sentAt: timestamp })),
      nextCursor: z.string().nullable(),
    }),
    rest: "GET /api/conversations/:conversationId/attachments",
    socket: "attachment:list",
    errors: ["not_found", "invalid_cursor"],
  }),
  "attachments.discard": defineOperation({
    name: "attachments.discard",
    summary: "Throw away an upload of one's own that was not sent.",
    input: z.strictObject({ attachmentId }),
    output: z.object({}),
    rest: "DELETE /api/attachments/:attachmentId",
    socket: "attachment:discard",
    errors: ["not_found"],
  }),
};
