import { toDayName } from "../i18n/dates.ts";
import { useNow } from "../i18n/useNow.ts";

export function DayDivider({ day }: { day: number }) {
  const now = useNow();
  return (
    <div className="flex justify-center py-3">
      <span className="rounded-full bg-surface px-3 py-1 text-xs font-medium text-muted shadow-bubble ring-1 ring-line">{toDayName(day, now)}</span>
    </div>
  );
}
