import { z } from "zod";
import { text } from "./ids.ts";
import { limits } from "./limits.ts";

/** How a file is shown: pictures, films and sound in their place, everything else as a card to download. */
export const attachmentKind = z.enum(["file", "image", "video", "audio"]);

export const attachmentId = z.uuid().toLowerCase().meta({ description: "Id of an attachment (UUID)." });

/** Loudness over time, for the bars of a voice message. */
export const waveform = z
  .array(z.int().min(0).max(100))
  .length(limits.waveformBars)
  .meta({ description: `Loudness over time: ${limits.waveformBars} numbers from 0 to 100.` });

/** A file as every member sees it. Where it is fetched from is asked for each time: `attachments.link`. */
export const attachment = z
  .object({
    id: attachmentId,
    kind: attachmentKind,
    name: text(limits.fileName).meta({ description: "As its sender called it, without what could deceive or do harm.", maxLength: limits.fileName }),
    mediaType: z.string().meta({ description: "What the content is, whatever the sender said that it was." }),
    bytes: z.int().min(1),
    width: z.int().min(1).nullable().meta({ description: "Pixels, as shown upright." }),
    height: z.int().min(1).nullable(),
    durationMs: z.int().min(0).nullable().meta({ description: "Of audio and video, where it is known." }),
    thumbhash: z.string().nullable().meta({ description: "A blurred placeholder of about 25 bytes, base64 (ThumbHash)." }),
    waveform: waveform.nullable().meta({ description: "Of audio, where the sender gave one." }),
    hasThumbnail: z.boolean().meta({ description: `There is a smaller picture of at most ${limits.thumbnailPixels} pixels a side.` }),
  })
  .meta({ id: "Attachment" });

export type Attachment = z.infer<typeof attachment>;
export type AttachmentKind = z.infer<typeof attachmentKind>;
