import { Dialog } from "@base-ui/react/dialog";
import { useParley } from "@parley/react";
import { Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { download } from "../files/download.ts";
import { toFullDate, toMediumDate } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import type { useZoom } from "./useZoom.ts";
import type { Visual } from "./Viewer.tsx";

type Props = { visual: Visual; at: number; count: number; zoom: ReturnType<typeof useZoom> };

const look = "text-on-overlay outline-on-overlay hover:bg-on-overlay/15 hover:text-on-overlay";

/** Whose it is, which of how many, and what one can do with it. */
export function ViewerBar({ visual, at, count, zoom }: Props) {
  const parley = useParley();
  const { attachment, senderName, sentAt } = visual;
  return (
    <div className="flex shrink-0 items-center gap-1 ps-4 pe-2 pt-[max(env(safe-area-inset-top),0.5rem)] pb-2">
      <div className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-match font-semibold">
          {senderName}
        </span>
        <span dir="auto" className="block truncate text-xs text-match opacity-80" title={toFullDate(sentAt)}>
          {toMediumDate(sentAt)}
        </span>
      </div>
      {count > 1 ? (
        <span className="px-2 text-sm tabular-nums opacity-80" aria-hidden>
          {at} / {count}
        </span>
      ) : null}
      {attachment.kind === "image" ? (
        <>
          <IconButton label={t("viewer.zoomOut")} disabled={!zoom.zoomed} onClick={zoom.zoomOut} className={look}>
            <ZoomOut aria-hidden className="size-5" />
          </IconButton>
          <IconButton label={t("viewer.zoomIn")} disabled={zoom.most} onClick={zoom.zoomIn} className={look}>
            <ZoomIn aria-hidden className="size-5" />
          </IconButton>
        </>
      ) : null}
      <IconButton label={t("files.download", { name: attachment.name })} onClick={() => download(parley, attachment)} className={look}>
        <Download aria-hidden className="size-5" />
      </IconButton>
      <Dialog.Close render={<IconButton label={t("common.close")} />} className={look}>
        <X aria-hidden className="size-5.5" />
      </Dialog.Close>
    </div>
  );
}
