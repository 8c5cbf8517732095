import { fail } from "@parley/protocol";
import { Download } from "../../download.ts";
import type { PublicImplementation } from "../../implementation.ts";
import { requireReadable } from "./access.ts";
import { keyOf } from "./keys.ts";

/** The link says who asks; whether they may is judged now, as it was when the link was made. */
export const download: PublicImplementation<"attachments.download"> = async ({ attachmentId, variant, user, expires, signature }, { app }) => {
  const { links, store } = app.files;
  links.verify({ attachmentId, variant, userId: user }, { expires, signature });
  const details = await requireReadable(app.pool, attachmentId, user);
  if (variant === "thumbnail" && !details.hasThumbnail) throw fail("not_found");
  const key = keyOf(attachmentId, variant);
  const bytes = variant === "original" ? details.bytes : await store.sizeOf(key);
  if (bytes === undefined) throw fail("not_found");
  const inline = details.kind !== "file";
  const mediaType = !inline ? "application/octet-stream" : variant === "thumbnail" ? "image/webp" : details.mediaType;
  return new Download({ name: details.name, mediaType, bytes, inline, tag: key, open: (range) => store.read(key, range) });
};
