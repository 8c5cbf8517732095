import type { Attachment } from "@parley/protocol";
import { VideoOff } from "lucide-react";
import { t } from "../i18n/t.ts";
import { findPreview } from "./previews.ts";
import { useLink } from "./useLink.ts";

/** A film as a still, or with the browser's own controls, which keyboards and screen readers know. */
export function Film({ attachment, controls = false, autoPlay = false }: { attachment: Attachment; controls?: boolean; autoPlay?: boolean }) {
  const link = useLink(attachment.id);
  const url = findPreview(attachment.id)?.url ?? link.url;
  if (link.failed) {
    return (
      <span className="grid size-full place-items-center bg-sunken">
        <VideoOff role="img" aria-label={t("files.unavailable", { name: attachment.name })} className="size-7 text-muted" />
      </span>
    );
  }
  return (
    <video
      key={link.attempt}
      src={url}
      aria-label={attachment.name}
      controls={controls}
      autoPlay={autoPlay}
      muted={!controls}
      playsInline
      preload="metadata"
      tabIndex={controls ? 0 : -1}
      onError={link.renew}
      className={`size-full bg-stage ${controls ? "object-contain" : "object-cover"}`}
    />
  );
}
