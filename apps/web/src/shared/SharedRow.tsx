import { FileCard } from "../files/FileCard.tsx";
import { toFullDate, toListTime } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { useNow } from "../i18n/useNow.ts";
import { Sound } from "../voice/Sound.tsx";
import type { SharedFile } from "./useShared.ts";

/** A file or a sound, and who sent it when. */
export function SharedRow({ file: { attachment, sentAt }, senderName }: { file: SharedFile; senderName: string }) {
  const when = toListTime(sentAt, useNow());
  return (
    <li className="rounded-panel px-2 py-1.5 hover:bg-hover [&>:first-child]:w-full">
      {attachment.kind === "audio" ? <Sound attachment={attachment} /> : <FileCard attachment={attachment} />}
      <p dir="auto" className="pt-0.5 text-xs text-match text-muted" title={toFullDate(sentAt)}>
        {senderName ? t("shared.by", { name: senderName, when }) : when}
      </p>
    </li>
  );
}
