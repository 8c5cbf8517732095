import type { MessageStatus } from "@parley/client";
import clsx from "clsx";
import { Pin } from "lucide-react";
import { toClock, toFullDate } from "../i18n/dates.ts";
import { direction } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import { Tick } from "./Tick.tsx";

type Props = { createdAt: string; own: boolean; status: MessageStatus | null; edited?: boolean; pinned?: boolean; onPicture?: boolean };

/** Time, ticks and marks. Floats to the end of the last line of text, or below it when there is no room. */
export function MessageMeta({ createdAt, own, status, edited = false, pinned = false, onPicture = false }: Props) {
  // The float goes by the direction of the text, what is in it by that of the page.
  return (
    <span
      className={onPicture ? "pointer-events-none absolute inset-e-3 bottom-3 rounded-full bg-overlay px-2 py-0.5" : "relative top-1 float-end ms-3 mt-0.5"}
    >
      <span
        dir={direction}
        className={clsx(
          "flex h-4 items-center gap-1 text-[0.6875rem] leading-none whitespace-nowrap not-italic select-none",
          onPicture ? "text-on-overlay" : own ? "text-bubble-own-muted" : "text-bubble-other-muted",
        )}
      >
        {pinned ? <Pin role="img" aria-label={t("message.pinned")} className="size-3 rotate-45" /> : null}
        {edited ? <span>{t("message.edited")}</span> : null}
        <time dir="auto" dateTime={createdAt} title={toFullDate(createdAt)}>
          {toClock(createdAt)}
        </time>
        {status ? <Tick status={status} /> : null}
      </span>
    </span>
  );
}
