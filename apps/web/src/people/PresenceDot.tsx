import clsx from "clsx";
import { t } from "../i18n/t.ts";

/** A green dot on the picture of who is online; nothing on the others. */
export function PresenceDot({ online, className }: { online: boolean | undefined; className?: string }) {
  if (!online) return null;
  return (
    <span className={clsx("grid size-3.5 place-items-center rounded-full bg-surface", className)}>
      <span aria-hidden className="size-2.5 rounded-full bg-online" />
      <span className="sr-only">{t("presence.online")}</span>
    </span>
  );
}
