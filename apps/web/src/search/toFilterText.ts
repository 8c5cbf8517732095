import { locale } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import type { Filter } from "./filters.ts";

const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

/** "From Ada", "Pictures", "Before 31 Jan 2026". */
export function toFilterText(filter: Filter): string {
  switch (filter.name) {
    case "from":
      return t("search.filter.fromPerson", { name: filter.label });
    case "in":
      return t("search.filter.inTitle", { title: filter.label });
    case "has":
      return t(`search.filter.${filter.kind}`);
    case "unread":
      return t("search.filter.unread");
    default: {
      const [year = 0, month = 1, date = 1] = filter.day.split("-").map(Number);
      const day = dayFormat.format(new Date(year, month - 1, date));
      return t(filter.name === "before" ? "search.filter.beforeDay" : "search.filter.afterDay", { day });
    }
  }
}
