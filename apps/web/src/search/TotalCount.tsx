import { t } from "../i18n/t.ts";

/** How many there are; "500+" when not all were counted. */
export function TotalCount({ count, exact }: { count: number; exact: boolean }) {
  return (
    <span className="font-medium tabular-nums">
      <span aria-hidden>{exact ? count.toLocaleString() : t("search.atLeast", { count })}</span>
      {exact ? null : <span className="sr-only">{t("search.atLeastLabel", { count })}</span>}
    </span>
  );
}
