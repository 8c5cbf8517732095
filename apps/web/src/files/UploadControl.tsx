import type { Upload } from "@parley/client";
import { Check, RotateCw, X } from "lucide-react";
import { t } from "../i18n/t.ts";
import { ProgressRing } from "./ProgressRing.tsx";

type Props = { upload: Upload; onCancel: () => void; onRetry: () => void };

const round = "relative grid size-10 shrink-0 place-items-center rounded-full bg-overlay text-on-overlay";

/** One press stops an upload, or tries again what failed; the ring says how far it is. */
export function UploadControl({ upload, onCancel, onRetry }: Props) {
  const { name, status, loaded, bytes } = upload;
  if (status === "done")
    return (
      <span className={round}>
        <Check role="img" aria-label={t("upload.done", { name })} className="size-5" />
      </span>
    );
  if (status === "failed")
    return (
      <button type="button" aria-label={t("upload.retry", { name })} title={t("common.retry")} onClick={onRetry} className={round}>
        <RotateCw aria-hidden className="size-5" />
      </button>
    );
  const percent = Math.floor((100 * loaded) / Math.max(bytes, 1));
  return (
    <span className={round} role="progressbar" aria-label={t("upload.progress", { name })} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <ProgressRing value={loaded / Math.max(bytes, 1)} />
      <button
        type="button"
        aria-label={t("upload.cancel", { name })}
        title={t("common.cancel")}
        onClick={onCancel}
        className="grid size-10 place-items-center rounded-full"
      >
        <X aria-hidden className="size-4.5" />
      </button>
    </span>
  );
}
