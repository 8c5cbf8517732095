import clsx from "clsx";
import { toDayName } from "../i18n/dates.ts";
import { useNow } from "../i18n/useNow.ts";

/** The date of the topmost message, kept in view while scrolling. The dividers in the list say it to screen readers. */
export function StickyDay({ day, shown }: { day: number; shown: boolean }) {
  const now = useNow();
  return (
    <div
      aria-hidden
      className={clsx(
        "pointer-events-none absolute inset-x-0 top-3 flex justify-center transition-opacity duration-300",
        shown ? "opacity-100" : "opacity-0 delay-700",
      )}
    >
      <span className="rounded-full bg-surface px-3 py-1 text-xs font-medium text-muted shadow-bubble ring-1 ring-line">{toDayName(day, now)}</span>
    </div>
  );
}
