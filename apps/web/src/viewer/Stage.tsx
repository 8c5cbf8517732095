import type { Attachment } from "@parley/protocol";
import clsx from "clsx";
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { Film } from "../files/Film.tsx";
import { findPreview } from "../files/previews.ts";
import { toPlaceholder } from "../files/toPlaceholder.ts";
import { useLink } from "../files/useLink.ts";
import { t } from "../i18n/t.ts";
import type { useZoom } from "./useZoom.ts";

type Props = { attachment: Attachment; zoom: ReturnType<typeof useZoom> };

/** One picture or film, as large as fits. */
export function Stage({ attachment, zoom }: Props) {
  if (attachment.kind === "video")
    return (
      <div className="absolute inset-0">
        <Film attachment={attachment} controls autoPlay />
      </div>
    );
  return (
    <div {...zoom.handlers} className={clsx("absolute inset-0 touch-none", zoom.zoomed ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in")}>
      <div className="absolute inset-0" style={zoom.style} data-zoom={zoom.scale.toFixed(2)}>
        <Original attachment={attachment} />
      </div>
    </div>
  );
}

function Original({ attachment }: { attachment: Attachment }) {
  const { url, failed, attempt, renew } = useLink(attachment.id);
  const [loaded, setLoaded] = useState(false);
  const before = findPreview(attachment.id)?.url ?? toPlaceholder(attachment.thumbhash);
  if (failed)
    return (
      <span className="grid size-full place-items-center">
        <ImageOff role="img" aria-label={t("files.unavailable", { name: attachment.name })} className="size-10 opacity-70" />
      </span>
    );
  // All of them in the same box: what is seen first does not move when the original is there.
  const place = "absolute inset-0 size-full object-contain";
  return (
    <>
      {before && !loaded ? <img src={before} alt="" aria-hidden draggable={false} className={place} /> : null}
      {url ? (
        <img
          key={attempt}
          src={url}
          alt={attachment.name}
          draggable={false}
          onLoad={() => setLoaded(true)}
          onError={renew}
          className={clsx(place, loaded ? "opacity-100" : "opacity-0")}
        />
      ) : null}
    </>
  );
}
