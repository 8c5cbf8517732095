import type { Attachment } from "@parley/protocol";
import clsx from "clsx";
import { ImageOff } from "lucide-react";
import { useMemo, useState } from "react";
import { t } from "../i18n/t.ts";
import { findPreview } from "./previews.ts";
import { toPlaceholder } from "./toPlaceholder.ts";
import { useLink } from "./useLink.ts";

/** Larger ones stand still in the message and move in the viewer. */
const largestMovingBytes = 4_000_000;

type Props = { attachment: Attachment; alt?: string };

/** Fills its place: first blurred, then as it is. What this device has sent itself is not fetched. */
export function Picture({ attachment, alt = attachment.name }: Props) {
  const preview = findPreview(attachment.id);
  return preview ? (
    <img src={preview.url} alt={alt} draggable={false} className="size-full object-cover" />
  ) : (
    <FetchedPicture attachment={attachment} alt={alt} />
  );
}

function FetchedPicture({ attachment, alt }: Required<Props>) {
  const moves = attachment.mediaType === "image/gif" && attachment.bytes <= largestMovingBytes;
  const { url, failed, attempt, renew } = useLink(attachment.id, attachment.hasThumbnail && !moves ? "thumbnail" : "original");
  const placeholder = useMemo(() => toPlaceholder(attachment.thumbhash), [attachment.thumbhash]);
  const [loaded, setLoaded] = useState(false);
  return (
    <span className="relative block size-full bg-sunken">
      {placeholder ? <img src={placeholder} alt="" aria-hidden draggable={false} className="absolute inset-0 size-full object-cover" /> : null}
      {url && !failed ? (
        <img
          key={attempt}
          src={url}
          alt={alt}
          draggable={false}
          onLoad={() => setLoaded(true)}
          onError={renew}
          className={clsx("relative size-full object-cover transition-opacity duration-200", loaded ? "opacity-100" : "opacity-0")}
        />
      ) : null}
      {failed ? (
        <span className="absolute inset-0 grid place-items-center">
          <ImageOff role="img" aria-label={t("files.unavailable", { name: attachment.name })} className="size-7 text-muted" />
        </span>
      ) : null}
    </span>
  );
}
