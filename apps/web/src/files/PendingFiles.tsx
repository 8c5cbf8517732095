import type { OutboxEntry, Upload } from "@parley/client";
import { useParley } from "@parley/react";
import clsx from "clsx";
import { type ReactNode, useEffect } from "react";
import { t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";
import { FileLine } from "./FileLine.tsx";
import { PictureGrid } from "./PictureGrid.tsx";
import { findPreview, keepPreview } from "./previews.ts";
import { UploadControl } from "./UploadControl.tsx";

/** The files of a message on its way, as they will stand in it, each with its progress. */
export function PendingFiles({ entry }: { entry: OutboxEntry }) {
  const { messages } = useParley();
  const { uploads, clientId } = entry;
  useEffect(() => {
    for (const { id, attachment } of uploads) {
      const preview = attachment && findPreview(id);
      if (preview) keepPreview(attachment.id, preview);
    }
  }, [uploads]);
  const control = (upload: Upload) => (
    <UploadControl upload={upload} onCancel={() => messages.cancelUpload(clientId, upload.id)} onRetry={() => messages.retry(clientId)} />
  );
  const cells = uploads
    .filter(({ id }) => findPreview(id))
    .map((upload) => ({ key: upload.id, ...toSize(upload.id), content: <PendingPicture upload={upload}>{control(upload)}</PendingPicture> }));
  const others = uploads.filter(({ id }) => !findPreview(id));
  return (
    <div className="flex flex-col gap-1">
      {cells.length > 0 ? <PictureGrid cells={cells} all /> : null}
      {others.map((upload) => (
        <div
          key={upload.id}
          className={clsx(
            "flex items-center gap-3 py-1",
            cells.length > 0 ? "w-80 max-w-full px-2" : "w-72 max-w-full",
            upload.status === "failed" && "text-danger",
          )}
        >
          <FileLine
            name={upload.mediaType.startsWith("audio/") && upload.name.startsWith("voice-") ? t("message.audio") : upload.name}
            bytes={upload.bytes}
            lead={control(upload)}
            detail={toDetail(upload)}
          />
        </div>
      ))}
    </div>
  );
}

function PendingPicture({ upload, children }: { upload: Upload; children: ReactNode }) {
  const url = findPreview(upload.id)?.url;
  return (
    <span className="relative block size-full bg-sunken">
      {upload.mediaType.startsWith("video/") ? (
        <video src={url} aria-label={upload.name} muted playsInline preload="metadata" tabIndex={-1} className="size-full object-cover" />
      ) : (
        <img src={url} alt={upload.name} draggable={false} className="size-full object-cover" />
      )}
      {upload.status === "done" ? null : <span className="absolute inset-0 grid place-items-center bg-overlay/30">{children}</span>}
    </span>
  );
}

function toSize(id: string): { width: number | null; height: number | null } {
  const preview = findPreview(id);
  return { width: preview?.width ?? null, height: preview?.height ?? null };
}

function toDetail({ status, loaded, bytes }: Upload): string {
  if (status === "failed") return t("upload.failed");
  if (status === "waiting") return t("upload.waiting", { size: toFileSize(bytes) });
  return status === "done" ? toFileSize(bytes) : t("upload.of", { loaded: toFileSize(loaded), size: toFileSize(bytes) });
}
