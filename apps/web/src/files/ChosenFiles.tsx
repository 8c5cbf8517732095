import { X } from "lucide-react";
import { t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";
import { type Chosen, removeFile } from "./chosenFiles.ts";
import { FilmMark } from "./FilmMark.tsx";
import { toFileIcon } from "./toFileIcon.ts";

/** What goes with the next message: small pictures and cards, each to be taken back. */
export function ChosenFiles({ files, filesKey }: { files: Chosen[]; filesKey: string }) {
  if (files.length === 0) return null;
  return (
    <ul aria-label={t("files.chosen")} className="flex gap-2 overflow-x-auto border-b border-line p-2.5 pb-3">
      {files.map(({ id, file, preview }) => (
        <li key={id} className="relative shrink-0" title={file.name}>
          {preview ? (
            <span className="relative block h-20 w-24 overflow-hidden rounded-lg bg-sunken">
              {file.type.startsWith("video/") ? (
                <video src={preview.url} aria-label={file.name} muted playsInline preload="metadata" tabIndex={-1} className="size-full object-cover" />
              ) : (
                <img src={preview.url} alt={file.name} className="size-full object-cover" />
              )}
              {file.type.startsWith("video/") ? <FilmMark durationMs={null} /> : null}
              <span className="absolute inset-x-0 bottom-0 truncate bg-overlay px-1.5 text-[0.6875rem] leading-5 text-on-overlay">{toFileSize(file.size)}</span>
            </span>
          ) : (
            <FileTile file={file} />
          )}
          <button
            type="button"
            aria-label={t("common.remove", { name: file.name })}
            title={t("common.remove", { name: file.name })}
            onClick={() => removeFile(filesKey, id)}
            className="absolute inset-e-1 top-1 grid size-6 place-items-center rounded-full bg-overlay text-on-overlay"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function FileTile({ file }: { file: File }) {
  const Icon = toFileIcon(file.name);
  return (
    <span className="flex h-20 w-44 items-center gap-2.5 rounded-lg bg-sunken ps-3 pe-8">
      <Icon aria-hidden className="size-6 shrink-0 text-accent-ink" />
      <span className="min-w-0">
        <bdi className="line-clamp-2 text-sm leading-5 font-medium wrap-anywhere">{file.name}</bdi>
        <span className="block text-xs text-muted">{toFileSize(file.size)}</span>
      </span>
    </span>
  );
}
