import type { StagedUpload } from "@parley/client";
import { ParleyError } from "@parley/protocol";
import { useParley } from "@parley/react";
import clsx from "clsx";
import { RotateCw, X } from "lucide-react";
import { t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";
import { LabelledButton } from "../kit/LabelledButton.tsx";
import { toErrorText } from "../shell/toErrorText.ts";
import { FilmMark } from "./FilmMark.tsx";
import { ProgressRing } from "./ProgressRing.tsx";
import { type Preview, usePreview } from "./previews.ts";
import { unstageFile } from "./stageFiles.ts";
import { toFileIcon } from "./toFileIcon.ts";

/** What goes with the next message: small pictures and cards on their way already, each to be taken back. */
export function StagedFiles({ files }: { files: StagedUpload[] }) {
  if (files.length === 0) return null;
  return (
    <div className="border-b border-line">
      <ul aria-label={t("files.chosen")} className="flex gap-2 overflow-x-auto p-2.5 pb-3">
        {files.map((upload) => (
          <StagedFile key={upload.id} upload={upload} />
        ))}
      </ul>
      <div role="alert" className="px-4 text-sm text-danger">
        {files.map(({ id, name, error }) =>
          error ? (
            <p key={id} dir="auto" className="pb-2 text-match wrap-anywhere">
              {t("files.failed", { name, reason: toErrorText(ParleyError.fromBody(error)) })}
            </p>
          ) : null,
        )}
      </div>
    </div>
  );
}

function StagedFile({ upload }: { upload: StagedUpload }) {
  const parley = useParley();
  const preview = usePreview(upload.id);
  const { name, status } = upload;
  return (
    <li className="relative shrink-0" title={name}>
      <div className={clsx("overflow-hidden rounded-lg", status === "failed" && "ring-2 ring-danger-fill")}>
        {preview ? <PictureTile upload={upload} preview={preview} /> : <FileTile upload={upload} />}
      </div>
      <LabelledButton
        label={t("common.remove", { name })}
        onClick={() => unstageFile(parley, upload)}
        className="absolute inset-e-1 top-1 grid size-6 place-items-center rounded-full bg-overlay text-on-overlay"
      >
        <X aria-hidden className="size-3.5" />
      </LabelledButton>
    </li>
  );
}

function PictureTile({ upload, preview }: { upload: StagedUpload; preview: Preview }) {
  const { name, mediaType, bytes, status } = upload;
  const isFilm = mediaType.startsWith("video/");
  return (
    <span className="relative block h-20 w-24 bg-sunken">
      {isFilm ? (
        <video src={preview.url} aria-label={name} muted playsInline preload="metadata" tabIndex={-1} className="size-full object-cover" />
      ) : (
        <img src={preview.url} alt={name} className="size-full object-cover" />
      )}
      {isFilm && status === "done" ? <FilmMark durationMs={null} small /> : null}
      <Progress upload={upload} className="absolute inset-s-1/2 top-1/2 size-9 -translate-1/2 bg-overlay text-on-overlay rtl:translate-x-1/2" />
      <span className="absolute inset-x-0 bottom-0 truncate bg-overlay px-1.5 text-[0.6875rem] leading-5 text-on-overlay">
        <bdi>{toFileSize(bytes)}</bdi>
      </span>
    </span>
  );
}

function FileTile({ upload }: { upload: StagedUpload }) {
  const { name, bytes, status } = upload;
  const Icon = toFileIcon(name);
  return (
    <span className="flex h-20 w-44 items-center gap-2.5 bg-sunken ps-3 pe-10">
      <span className="relative grid size-8 shrink-0 place-items-center text-accent-ink">
        {status === "failed" ? null : <Icon aria-hidden className={status === "done" ? "size-6" : "size-4"} />}
        <Progress upload={upload} className="absolute inset-0" />
      </span>
      <span className="min-w-0">
        <span dir="auto" className="line-clamp-2 text-sm leading-5 font-medium text-match wrap-anywhere">
          {name}
        </span>
        <span className="block text-xs text-muted">
          <bdi>{toFileSize(bytes)}</bdi>
        </span>
      </span>
    </span>
  );
}

/** How far it is; where it has failed, the way to try again. */
function Progress({ upload: { id, name, status, loaded, bytes }, className }: { upload: StagedUpload; className: string }) {
  const parley = useParley();
  if (status === "done") return null;
  if (status === "failed")
    return (
      <button
        type="button"
        aria-label={t("upload.retry", { name })}
        title={t("common.retry")}
        onClick={() => parley.attachments.retryStaged(id)}
        className={clsx("grid place-items-center rounded-full", className)}
      >
        <RotateCw aria-hidden className="size-4.5" />
      </button>
    );
  const part = loaded / Math.max(bytes, 1);
  return (
    <span
      role="progressbar"
      aria-label={t("upload.progress", { name })}
      aria-valuenow={Math.floor(100 * part)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={clsx("rounded-full", className)}
    >
      <ProgressRing value={part} />
    </span>
  );
}
