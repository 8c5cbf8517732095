import { limits } from "@parley/protocol";
import clsx from "clsx";
import { t } from "../i18n/t.ts";

/** Shown when fewer than this many characters are left. */
const shownBelow = 500;

export function CharacterCount({ length }: { length: number }) {
  const left = limits.messageText - length;
  if (left >= shownBelow) return null;
  return (
    <p role="status" className={clsx("px-4 pb-2 text-end text-xs tabular-nums", left < 0 ? "font-semibold text-danger" : "text-muted")}>
      {left < 0 ? t("composer.over", { count: -left }) : t("composer.left", { count: left })}
    </p>
  );
}
