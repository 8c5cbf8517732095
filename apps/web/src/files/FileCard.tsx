import type { Attachment } from "@parley/protocol";
import { useParley } from "@parley/react";
import { Download } from "lucide-react";
import { t } from "../i18n/t.ts";
import { toFileSize } from "../i18n/toFileSize.ts";
import { download } from "./download.ts";
import { FileLine } from "./FileLine.tsx";

/** A file to save. */
export function FileCard({ attachment }: { attachment: Attachment }) {
  const parley = useParley();
  return (
    <button
      type="button"
      aria-label={t("files.downloadOf", { name: attachment.name, size: toFileSize(attachment.bytes) })}
      onClick={() => download(parley, attachment)}
      className="group/card flex w-72 max-w-full items-center gap-3 rounded-lg py-1 outline-offset-2"
    >
      <FileLine {...attachment} />
      <Download aria-hidden className="size-4.5 shrink-0 opacity-70 group-hover/card:opacity-100" />
    </button>
  );
}
