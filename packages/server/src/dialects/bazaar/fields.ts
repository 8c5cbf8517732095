import { limits, nonBlankText, title, userId } from "@parley/protocol";
import { z } from "zod";
import { toContext } from "./shapes.ts";

const theirId = z.union([z.int().min(0).transform(String), userId]);

/** What the path for attachments answered. Its id alone counts: any other address is refused. */
export const attachmentUrl = z
  .string()
  .max(limits.url)
  .regex(/^[^?#]*\/files\/[0-9a-f-]{36}(\?|$)/, "is not the address of a file that was uploaded here")
  .transform((url) => /\/files\/([^?]*)/.exec(url)?.[1] ?? "");

export const draft = {
  input: z.object({
    participantIds: z.array(theirId).min(1).max(limits.membersPerRequest),
    type: z.enum(["direct", "group"]).default("direct"),
    title: title.nullish(),
    adId: z.union([z.int().min(0).transform(String), nonBlankText(limits.userId)]).nullish(),
  }),
  in: ({
    participantIds,
    type,
    title,
    adId,
  }: {
    participantIds: string[];
    type: "direct" | "group";
    title?: string | null | undefined;
    adId?: string | null | undefined;
  }) => ({
    type,
    participantIds,
    ...(type === "group" && title && { title }),
    ...(adId && { context: toContext(adId) }),
  }),
};
